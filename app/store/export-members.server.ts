import { withShop, type ShopScope } from "./with-shop.server.ts";

/** How many members stand where; `reason` only for those not sent. */
export interface MemberCount {
  state: string;
  reason: string | null;
  people: number;
}

/** Members by state and reason, per run. */
export async function countExportMembers(
  shop: ShopScope,
  runIds: readonly string[],
): Promise<Map<string, MemberCount[]>> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<{ run_id: string; state: string; reason: string | null; people: string }>(
      `SELECT run_id, state, reason, count(*) AS people FROM export_members
       WHERE shop_id = $1 AND run_id = ANY($2::uuid[]) GROUP BY run_id, state, reason ORDER BY count(*) DESC, reason`,
      [tx.shopId, runIds],
    );
    const counts = new Map<string, MemberCount[]>(runIds.map((runId) => [runId, []]));
    for (const row of rows) {
      counts.get(row.run_id)!.push({ state: row.state, reason: row.reason, people: Number(row.people) });
    }
    return counts;
  });
}

/** Writes the members of a run, once: all in one transaction with the mark that they were chosen. */
export async function chooseMembers(shop: ShopScope, runId: string, members: BigInt64Array): Promise<void> {
  await withShop(shop, async (tx) => {
    await tx.query(
      `INSERT INTO export_members (shop_id, run_id, customer_id, state)
       SELECT $1, $2, id, 'waiting' FROM unnest($3::bigint[]) AS id ON CONFLICT DO NOTHING`,
      [tx.shopId, runId, Array.from(members, String)],
    );
    await tx.query(
      "UPDATE export_runs SET members_chosen = true, state = 'running' WHERE shop_id = $1 AND run_id = $2",
      [tx.shopId, runId],
    );
  });
}

/** The next members in a state, by customer id. */
export async function membersIn(
  shop: ShopScope,
  runId: string,
  state: "waiting" | "handedOver",
  limit: number,
): Promise<{ customerId: bigint; jobId: string | null }[]> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<{ customer_id: string; job_id: string | null }>(
      `SELECT customer_id, job_id FROM export_members
       WHERE shop_id = $1 AND run_id = $2 AND state = $3 ORDER BY customer_id LIMIT $4`,
      [tx.shopId, runId, state, limit],
    );
    return rows.map((row) => ({ customerId: BigInt(row.customer_id), jobId: row.job_id }));
  });
}

/** What became of a member. */
export interface MemberOutcome {
  customerId: bigint;
  state: "handedOver" | "sent" | "notSent" | "control";
  reason?: string;
  /** The tool's job that carries the member, and the tool's id of the person. */
  jobId?: string;
  remoteId?: string;
}

/** Writes outcomes, and the part of a file that belongs to them, in one transaction. */
export async function settleMembers(
  shop: ShopScope,
  runId: string,
  outcomes: readonly MemberOutcome[],
  filePart?: { part: number; bytes: Buffer },
): Promise<void> {
  await withShop(shop, async (tx) => {
    await tx.query(
      `UPDATE export_members AS m SET state = o.state, reason = o.reason,
         job_id = coalesce(o.job_id, m.job_id), remote_id = coalesce(o.remote_id, m.remote_id)
       FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[])
         AS o (customer_id, state, reason, job_id, remote_id)
       WHERE m.shop_id = $1 AND m.run_id = $2 AND m.customer_id = o.customer_id`,
      [
        tx.shopId,
        runId,
        outcomes.map((outcome) => outcome.customerId.toString()),
        outcomes.map((outcome) => outcome.state),
        outcomes.map((outcome) => outcome.reason ?? null),
        outcomes.map((outcome) => outcome.jobId ?? null),
        outcomes.map((outcome) => outcome.remoteId ?? null),
      ],
    );
    if (!filePart) return;
    await tx.query(
      `INSERT INTO export_file_parts (shop_id, run_id, part, bytes) VALUES ($1, $2, $3, $4)
       ON CONFLICT (shop_id, run_id, part) DO UPDATE SET bytes = $4`,
      [tx.shopId, runId, filePart.part, filePart.bytes],
    );
  });
}

/**
 * People whom earlier runs put on the same list and this one did not: their ids at the tool. Only people whom we put there
 * ourselves; whoever the merchant added stays. The last finished run already took off those of the runs before it.
 */
export async function membersToRemove(shop: ShopScope, runId: string, listId: string): Promise<string[]> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<{ remote_id: string }>(
      `SELECT DISTINCT earlier.remote_id FROM export_members AS earlier
       JOIN export_runs AS run ON run.shop_id = earlier.shop_id AND run.run_id = earlier.run_id
       WHERE earlier.shop_id = $1 AND run.list_id = $3 AND run.run_id <> $2 AND earlier.state = 'sent'
         AND earlier.remote_id IS NOT NULL
         AND run.created_at >= coalesce((SELECT max(created_at) FROM export_runs
           WHERE shop_id = $1 AND list_id = $3 AND run_id <> $2 AND state LIKE 'done%'), '-infinity')
         AND NOT EXISTS (SELECT 1 FROM export_members AS now
           WHERE now.shop_id = $1 AND now.run_id = $2 AND now.state = 'sent' AND now.remote_id = earlier.remote_id)`,
      [tx.shopId, runId, listId],
    );
    return rows.map((row) => row.remote_id);
  });
}
