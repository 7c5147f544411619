import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { workerPath } from "./worker-path.ts";

test("a worker's file is found from the project's folder; one that is nowhere is an error", () => {
  expect(existsSync(workerPath("app/platform/worker-path.ts"))).toBe(true);
  expect(() => workerPath("app/reports/no-such-worker.ts")).toThrow("no-such-worker.ts");
});
