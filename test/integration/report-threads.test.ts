import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, expect, test } from "vitest";
import { timelinesBuilder } from "../../app/analytics/timelines-builder.ts";
import { workerPath } from "../../app/platform/worker-path.ts";
import { WorkerThread } from "../../app/platform/worker-thread.server.ts";
import { overviewReport } from "../../app/reports/overview.server.ts";
import { closeReportThreads } from "../../app/reports/report-threads.server.ts";
import { parseReportQuery, ReportQueryError } from "../../app/reports/report-query.ts";
import type { ReportAnswer, ReportQuestion } from "../../app/reports/report-worker.ts";
import { segmentsReport } from "../../app/reports/segments.server.ts";
import { applyRows } from "../../app/store/merge.server.ts";
import { closeTimelinesThread, forgetTimelines } from "../../app/store/timelines.server.ts";
import { newShop, NOW_MS, orderRow } from "./store-scene.ts";

const query = parseReportQuery(new URLSearchParams());
const threads: WorkerThread<ReportQuestion, ReportAnswer>[] = [];
afterAll(() => Promise.all([closeReportThreads(), closeTimelinesThread(), ...threads.map((thread) => thread.close())]));

test("a page is computed in a thread, follows what is written, and survives the end of its threads", async () => {
  const shopId = await newShop();
  await applyRows(shopId, { orders: [orderRow(1n)] }, NOW_MS);
  const orders = async () => (await overviewReport(shopId, query, NOW_MS)).maturity.rowsIn.orders;
  expect(await Promise.all([orders(), orders(), orders()])).toEqual([1, 1, 1]);
  const { version } = await applyRows(shopId, { orders: [orderRow(2n)] }, NOW_MS);
  await expect
    .poll(async () => (await overviewReport(shopId, query, NOW_MS)).maturity.freshness.version, { timeout: 5_000 })
    .toBe(version);
  expect(await orders()).toBe(2);
  // Threads that were told to let go, or ended, are given the timelines again.
  forgetTimelines(shopId);
  expect(await orders()).toBe(2);
  await Promise.all([closeReportThreads(), closeTimelinesThread()]);
  expect(await orders()).toBe(2);
  expect((await segmentsReport(shopId, query, NOW_MS)).lifecycle.rowsIn.orders).toBe(2);
});

test("a query that cannot be answered comes back from the thread as the error that routes know", async () => {
  const shopId = await newShop();
  const refused = overviewReport(shopId, { ...query, asOf: 100_000 }, NOW_MS);
  await expect(refused).rejects.toBeInstanceOf(ReportQueryError);
  await expect(refused).rejects.toMatchObject({ parameter: "asOf" });
});

test("while a report over a large shop is computed, the event loop of this process stays free", async () => {
  const builder = timelinesBuilder({ zone: "UTC", currency: "EUR", currencyDigits: 2, hasMoney: true });
  const lastDay = 20_000;
  for (let i = 0; i < 400_000; i++) {
    const day = lastDay - ((i * 7_919) % 1_400);
    builder.addOrder({
      orderId: BigInt(i),
      customerId: BigInt((i * 31) % 90_001),
      processedAtMs: day * 86_400_000,
      day,
      netMinor: 1_000 + (i % 977),
      grossMinor: 2_000,
      discountMinor: 0,
      refundMinor: 0,
      leftOut: null,
      returns: [],
    });
  }
  const timelines = builder.build();
  const thread = new WorkerThread<ReportQuestion, ReportAnswer>(workerPath("app/reports/report-worker.ts"), 60_000);
  threads.push(thread);
  await thread.ready();
  const sync = {
    ...{ state: "finished", stage: null, version: 1, ordersExported: 0, ordersSoFar: 0, estimateOrders: null },
    ...{ finishedAtMs: 0, completeFromMs: null, pendingDeliveries: 0, oldestPendingAtMs: null, rejected: [] },
  } as never;
  const sources = { version: 1, lastChangeAtMs: 0, sync, scopes: ["read_all_orders"], installedAtMs: 0 };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAtMs = performance.now();
  const answer = await thread.ask({
    ...{ shopId: 1n, name: "overview" as const, query: { ...query, asOf: lastDay }, sources, timelines },
    nowMs: lastDay * 86_400_000,
  });
  const tookMs = performance.now() - startedAtMs;
  delay.disable();
  expect(answer).toHaveProperty("value");
  // What was held is the hand-over, not the report.
  const heldMs = delay.max / 1e6;
  console.log(`the report took ${tookMs.toFixed(0)} ms, the event loop was held for at most ${heldMs.toFixed(1)} ms`);
  expect(heldMs).toBeLessThan(tookMs / 2);

  // An error in the thread comes back and the thread goes on; a crash is an error for whoever waits, and the next question works.
  const unknown = { shopId: 9n, name: "overview" as const, query, sources, timelines: null, nowMs: 0 };
  await expect(thread.ask(unknown)).rejects.toThrow("no timelines of shop 9");
  const waiting = expect(thread.ask({ drop: 1n, bytes: 0 })).rejects.toThrow("closed");
  await thread.close();
  await waiting;
  expect(await thread.ask({ drop: 1n, bytes: 0 })).toEqual({ dropped: true });
});
