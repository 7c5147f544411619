/** A process of its own that reads one shop's history and ends: `node sync-backfill-process.ts SHOP_ID`. Made to be killed. */
import { runBackfill } from "../../app/sync/backfill.server.ts";

const shopId = process.argv[2];
if (shopId === undefined) throw new Error("Name the shop's id");
await runBackfill({ shopId }, { signal: new AbortController().signal });
process.exit(0);
