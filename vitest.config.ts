import { defineConfig } from "vitest/config";

/** Unit tests stand beside the code, or compare it with a slow reference, and touch nothing; whatever needs a database, a server or a browser is in test/. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["app/**/*.test.{ts,tsx}", "test/reference/**/*.test.ts"],
          environment: "node",
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "system",
          include: ["test/**/*.test.ts"],
          exclude: ["test/reference/**"],
          environment: "node",
          globalSetup: ["test/setup/global.ts"],
          setupFiles: ["test/setup/each-file.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // What is waited for runs in other processes, on machines that may be busy.
          expect: { poll: { timeout: 15_000, interval: 50 } },
          maxWorkers: 2,
        },
      },
    ],
  },
});
