import { defineConfig } from "vitest/config";

/** Unit tests stand beside the code and touch nothing; whatever needs a database, a server or a browser is in test/. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["app/**/*.test.{ts,tsx}"], environment: "node", testTimeout: 30_000 } },
      {
        test: {
          name: "system",
          include: ["test/**/*.test.ts"],
          environment: "node",
          globalSetup: ["test/setup/global.ts"],
          setupFiles: ["test/setup/each-file.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
