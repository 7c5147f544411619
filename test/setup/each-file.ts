import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";
import { testEnvironment } from "./test-environment.ts";

/**
 * Runs for every test file of the project "system". Files in test/integration and test/e2e get a database of their own and the
 * environment to reach it; every file fails by an unexpected console.error and by a request that leaves this machine.
 */
const testPath = expect.getState().testPath ?? "";
const needsDatabase = /\/test\/(integration|e2e)\//.test(testPath);

let database: TestDatabase | undefined;

beforeAll(async () => {
  if (!needsDatabase) return;
  database = await createTestDatabase();
  Object.assign(process.env, testEnvironment(database.appUrl), { TEST_OWNER_URL: database.ownerUrl });
});

afterAll(async () => {
  if (!database) return;
  const [{ stopBoss }, { closePool }, { closeSessionStorage }] = await Promise.all([
    import("../../app/queue/boss.server.ts"),
    import("../../app/store/pool.server.ts"),
    import("../../app/store/sessions.server.ts"),
  ]);
  await stopBoss(2_000);
  await Promise.all([closePool(), closeSessionStorage()]);
  await database.drop();
});

const printed = vi.spyOn(console, "error");

afterEach(() => {
  const unexpected = printed.mock.calls.map((call) => call.map(String).join(" "));
  printed.mockClear();
  expect(unexpected, "unexpected console.error").toEqual([]);
});

const fetchAnywhere = globalThis.fetch;
const LOCAL = new Set(["127.0.0.1", "localhost", "[::1]"]);
globalThis.fetch = (input, init) => {
  const { hostname, protocol } = new URL(input instanceof Request ? input.url : input);
  if (protocol.startsWith("http") && !LOCAL.has(hostname)) {
    return Promise.reject(new Error(`A test asked ${hostname}, which is not this machine`));
  }
  return fetchAnywhere(input, init);
};
