import { join } from "node:path";
import { runDemo } from "../test/dev-store/demo/run-demo.ts";

/** `npm run dev`: the same local store with live reload; its data stay in `.data/dev` between runs. */
process.exit(await runDemo(process.argv.slice(2), { project: join(import.meta.dirname, ".."), kind: "dev" }));
