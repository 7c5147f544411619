import { startEmbeddedPostgres } from "../../app/store/embedded-postgres.server.ts";

/** A process that owns the embedded PostgreSQL of a folder until it is killed; it prints the address. */
const server = await startEmbeddedPostgres({ dataDir: process.argv[2]!, durable: false });
console.log(server.ownerUrl);
setInterval(() => undefined, 1_000);
