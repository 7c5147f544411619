import type { ShopTransaction } from "../store/with-shop.server.ts";
import { startBoss } from "./boss.server.ts";
import { JOBS, type JobName, type JobPayload } from "./jobs.ts";

export interface SendOptions {
  /** Not before this instant. */
  startAfterMs?: number;
}

/** Sends a job in the caller's transaction: it exists when, and only when, the transaction commits. */
export async function send<Name extends JobName>(
  tx: ShopTransaction,
  name: Name,
  payload: JobPayload<Name>,
  options: SendOptions = {},
): Promise<void> {
  const executeSql = async (text: string, values?: unknown[]) => ({
    rows: await tx.query<Record<string, unknown>>(text, values),
  });
  await insert(name, payload, options, { executeSql });
}

/** Sends a job on its own, for what no transaction is needed for. */
export async function sendNow<Name extends JobName>(
  name: Name,
  payload: JobPayload<Name>,
  options: SendOptions = {},
): Promise<void> {
  await insert(name, payload, options);
}

type QueueConnection = { executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }> };

async function insert<Name extends JobName>(
  name: Name,
  payload: JobPayload<Name>,
  { startAfterMs }: SendOptions,
  db?: QueueConnection,
): Promise<void> {
  const { per, payload: schema } = JOBS[name];
  const data = schema.parse(payload) as { shopId: string };
  const boss = await startBoss();
  await boss.send(name, data, {
    ...(db === undefined ? {} : { db }),
    ...(startAfterMs === undefined ? {} : { startAfter: new Date(startAfterMs) }),
    ...(per === "exclusive" ? { singletonKey: data.shopId } : {}),
    group: { id: data.shopId },
  });
}
