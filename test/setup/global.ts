import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startBoss, stopBoss } from "../../app/queue/boss.server.ts";
import { prepareDatabase } from "../../app/store/database.server.ts";
import { startEmbeddedPostgres } from "../../app/store/embedded-postgres.server.ts";
import { testEnvironment } from "./test-environment.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URLs of the migrated template: the owner's, and the app's role's. */
    templateOwnerUrl: string;
    templateAppUrl: string;
  }
}

/** One PostgreSQL for the whole run, with one migrated database that each test file copies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "comeback-test-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  try {
    await prepareDatabase(server);
    // The queue's tables belong to the template too: making them takes longer than copying them.
    Object.assign(process.env, testEnvironment(server.appUrl));
    await startBoss(true);
    await stopBoss(5_000);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("templateOwnerUrl", server.ownerUrl);
  project.provide("templateAppUrl", server.appUrl);
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
