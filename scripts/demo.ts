import { join } from "node:path";
import { runDemo } from "../test/dev-store/demo/run-demo.ts";

/** `npm run demo`: a local Shopify store and the app inside it, with throw-away data. */
process.exit(await runDemo(process.argv.slice(2), { project: join(import.meta.dirname, ".."), kind: "demo" }));
