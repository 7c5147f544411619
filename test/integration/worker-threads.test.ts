import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sharedMemoryReleased } from "../../app/platform/released-memory.ts";
import { workerPath } from "../../app/platform/worker-path.ts";
import { WorkerThread } from "../../app/platform/worker-thread.server.ts";

/** A thread that does what it is told. */
const COLUMN_BYTES = 80_000_000;
const folder = mkdtempSync(join(tmpdir(), "comeback-threads-"));
const file = join(folder, "told.ts");
writeFileSync(
  file,
  `import { answerQuestions } from ${JSON.stringify(workerPath("app/platform/thread-answers.ts"))};
   import { sharedMemoryReleased } from ${JSON.stringify(workerPath("app/platform/released-memory.ts"))};
   const COLUMN_BYTES = ${COLUMN_BYTES};
   answerQuestions((question) => {
     if (question === "crash") setImmediate(() => { throw new Error("out of order"); });
     if (question === "hang") for (;;);
     if (question === "exit") process.exit(3);
     if (question === "uncloneable") return () => 1;
     if (question === "column") {
       sharedMemoryReleased(COLUMN_BYTES);
       return new Uint8Array(new SharedArrayBuffer(COLUMN_BYTES)).fill(1);
     }
     return question === "crash" || question === "wait" ? new Promise(() => undefined) : question;
   });`,
);

const started: WorkerThread<string, unknown>[] = [];
function thread(patienceMs = 60_000): WorkerThread<string, unknown> {
  const one = new WorkerThread<string, unknown>(file, patienceMs);
  started.push(one);
  return one;
}
afterAll(async () => {
  await Promise.all(started.map((one) => one.close()));
  rmSync(folder, { recursive: true });
});

test.each([
  ["crash", "out of order"],
  ["exit", "code 3"],
])(
  "everybody who waits hears of a thread that ends: %s; the next question starts it anew",
  async (question, message) => {
    const one = thread();
    await one.ready();
    const lost = await Promise.allSettled([one.ask(question), one.ask("wait")]);
    for (const { status, ...rest } of lost) {
      expect(status).toBe("rejected");
      expect(String((rest as { reason?: unknown }).reason)).toContain(message);
    }
    expect(one.runs).toBe(false);
    expect(await one.ask("again")).toBe("again");
  },
);

test("a thread that says nothing is ended; one that is slow but answers is not", async () => {
  const one = thread(1_500);
  await one.ready();
  expect(await one.ask("quick")).toBe("quick");
  const hangs = one.ask("hang");
  const behind = one.ask("never heard");
  await expect(hangs).rejects.toThrow("did not answer");
  await expect(behind).rejects.toThrow("did not answer");
  expect(await one.ask("again")).toBe("again");
  // Nobody waits: silence is all right.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(one.runs).toBe(true);
});

test("an answer that cannot be handed over is an error of that question alone", async () => {
  const one = thread();
  const [uncloneable, other] = await Promise.allSettled([one.ask("uncloneable"), one.ask("other")]);
  expect(uncloneable.status).toBe("rejected");
  expect(other).toEqual({ status: "fulfilled", value: "other" });
});

test("shared columns that nobody refers to any more leave memory", async () => {
  const one = thread();
  await one.ready();
  const before = process.memoryUsage().rss;
  const COLUMNS = 8;
  for (let i = 0; i < COLUMNS; i++) {
    // As when a shop's timelines are replaced: the last ones are let go of on both sides.
    expect(await one.ask("column")).toHaveLength(COLUMN_BYTES);
    sharedMemoryReleased(COLUMN_BYTES);
  }
  expect(process.memoryUsage().rss - before).toBeGreaterThan((COLUMNS - 2) * COLUMN_BYTES);
  await expect
    .poll(() => process.memoryUsage().rss - before, { timeout: 10_000, interval: 100 })
    .toBeLessThan(3 * COLUMN_BYTES);
});
