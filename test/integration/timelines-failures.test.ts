import pg from "pg";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { overviewReport } from "../../app/reports/overview.server.ts";
import { parseReportQuery } from "../../app/reports/report-query.ts";
import { closeReportThreads } from "../../app/reports/report-threads.server.ts";
import { applyRows } from "../../app/store/merge.server.ts";
import { redactCustomer } from "../../app/store/privacy.server.ts";
import { endInstall, eraseShop } from "../../app/store/shops.server.ts";
import {
  closeTimelinesThread,
  holdsTimelines,
  loadTimelines,
  onTimelinesDropped,
  sweepTimelines,
} from "../../app/store/timelines.server.ts";
import { newShop, NOW_MS, orderRow } from "./store-scene.ts";

let owner: pg.Client;
/** Looks on while `owner` holds a lock: a transaction sees one state of who waits. */
let onlooker: pg.Client;
beforeEach(async () => {
  const config = { connectionString: process.env["TEST_OWNER_URL"]! };
  [owner, onlooker] = [new pg.Client(config), new pg.Client(config)];
  await Promise.all([owner.connect(), onlooker.connect()]);
});
afterEach(() => Promise.all([owner.end(), onlooker.end()]));
afterAll(() => Promise.all([closeReportThreads(), closeTimelinesThread()]));

const PATIENT = { timeout: 10_000 };
const query = parseReportQuery(new URLSearchParams());
const shopOf = async (...customerIds: bigint[]) => {
  const shopId = await newShop();
  const orders = customerIds.map((customerId, i) => orderRow(BigInt(i + 1), { customerId }));
  await applyRows(shopId, { orders }, NOW_MS);
  return shopId;
};

test.each(["orders", "customers", "order_lines"])(
  "a database that goes away while %s are read fails the load, and the next load works",
  async (table) => {
    const shopId = await shopOf(500n);
    await owner.query("BEGIN");
    await owner.query(`LOCK TABLE ${table}`);
    const load = expect(loadTimelines(shopId)).rejects.toThrow();
    await expect
      .poll(async () => {
        const { rowCount } = await onlooker.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()`,
        );
        return rowCount;
      }, PATIENT)
      .toBe(1);
    await load;
    await owner.query("ROLLBACK");
    expect((await loadTimelines(shopId)).timelines.day).toHaveLength(1);
  },
);

test("the thread that loads can be closed while it loads: who waits hears of it, and the connection is given back", async () => {
  const shopId = await shopOf(500n);
  await owner.query("BEGIN");
  await owner.query("LOCK TABLE customers");
  const waiting = async () => {
    const { rows } = await onlooker.query(
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    return rows.length;
  };
  const load = expect(loadTimelines(shopId)).rejects.toThrow("closed");
  await expect.poll(waiting, PATIENT).toBe(1);
  await closeTimelinesThread();
  await load;
  await owner.query("ROLLBACK");
  await expect.poll(waiting, PATIENT).toBe(0);
  expect((await loadTimelines(shopId)).timelines.day).toHaveLength(1);
});

test("an erased person leaves memory although nobody opens the shop again; so do shops that are gone", async () => {
  const dropped: bigint[] = [];
  onTimelinesDropped((shopId) => dropped.push(shopId));
  const [erasing, uninstalled, gone, kept] = await Promise.all([500n, 500n, 500n, 500n].map((id) => shopOf(id, 501n)));
  const shops = [erasing!, uninstalled!, gone!, kept!];
  const loaded = await Promise.all(shops.map((shopId) => loadTimelines(shopId)));
  await overviewReport(erasing!, query, NOW_MS);
  await redactCustomer(erasing!, 501n, NOW_MS);
  await endInstall(uninstalled!, NOW_MS + 1);
  await endInstall(gone!, NOW_MS + 1);
  await eraseShop(gone!, NOW_MS + 2);
  await sweepTimelines();
  expect(shops.map((shopId, i) => holdsTimelines(shopId, loaded[i]!.timelines))).toEqual([false, false, false, true]);
  expect(new Set(dropped)).toEqual(new Set(shops.slice(0, 3)));
  const { timelines } = await loadTimelines(erasing!);
  expect(timelines.customerIds.includes(500n)).toBe(true);
  expect(timelines.customerIds.includes(501n)).toBe(false);
  await expect(loadTimelines(gone!)).rejects.toThrow("no shop");
});
