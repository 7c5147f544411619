import { dayOfIsoDate } from "../analytics/calendar.ts";
import { consentOf, refusalOf, type ExportFailure } from "../insights/mailing.ts";
import { parseSegmentKey } from "../insights/segment-key.ts";
import { logger } from "../platform/logger.server.ts";
import { computedForShop } from "../reports/report-threads.server.ts";
import { adminAccess, type AdminAccess } from "../shopify/admin-access.server.ts";
import { fetchCustomerEmails } from "../shopify/customer-emails.server.ts";
import { destinationKey } from "../store/export-destinations.server.ts";
import { chooseMembers, countExportMembers, membersIn, type MemberOutcome } from "../store/export-members.server.ts";
import { dropExpiredFiles, loadExportRun, updateExportRun, type ExportRun } from "../store/export-runs.server.ts";
import { offlineTokens } from "../store/offline-tokens.server.ts";
import { loadShopFacts } from "../store/shops.server.ts";
import { isControl } from "./control-group.ts";
import { csvDestination } from "./destinations/csv.server.ts";
import type { Destination, DestinationResult, DestinationStop, Recipient } from "./destinations/destination.ts";
import { klaviyoDestination } from "./destinations/klaviyo.server.ts";
import { klaviyo } from "./klaviyo/klaviyo-client.server.ts";

/**
 * The queue stops trying after about two hours and a half; before that, the last try ends the run with its reason, so that no
 * page says "running" for ever.
 */
const GIVE_UP_AFTER_MS = 2 * 3_600_000;

/**
 * Carries out one export: chooses the members once, then looks up addresses and consent batch by batch and hands over who
 * may be written to. It can be killed at any moment and goes on where it was.
 *
 * Throws when the same step may work later, so that the queue tries again; everything else ends the run with a reason.
 */
export async function runExport(
  payload: { shopId: string; runId: string },
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const shopId = BigInt(payload.shopId);
  const run = await loadExportRun(shopId, payload.runId);
  if (!run || run.state.startsWith("done") || run.state === "failed") return;
  let stop: DestinationStop | null;
  try {
    stop = await attempt(shopId, run, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    logger().error({ shopId: payload.shopId, runId: run.runId, err: error }, "export failed");
    stop = { failure: "unexpected", retry: true, detail: "An unexpected error stopped the export" };
  }
  if (!stop) return finish(shopId, run);
  logger().warn({ shopId: payload.shopId, runId: run.runId, failure: stop.failure }, stop.detail);
  const mayWorkLater = stop.retry && Date.now() - run.createdAtMs < GIVE_UP_AFTER_MS;
  if (mayWorkLater) throw new Error(`The export waits: ${stop.failure}`);
  await fail(shopId, run, stop.failure);
}

/** Everything that is left to do of a run, once. Null: all done. */
async function attempt(
  shopId: bigint,
  run: ExportRun,
  signal: AbortSignal | undefined,
): Promise<DestinationStop | null> {
  const final = (failure: ExportFailure): DestinationStop => ({
    failure,
    retry: false,
    detail: "The export cannot begin",
  });
  await dropExpiredFiles(shopId, Date.now());
  const { domain, uninstalledAtMs } = await loadShopFacts(shopId);
  if (uninstalledAtMs !== null) return final("shopDisconnected");
  const access = adminAccess(domain, offlineTokens(domain));
  if (!run.membersChosen && !(await choose(shopId, run))) return final("unexpected");
  const destination = await destinationOf(shopId, access, run, signal);
  if (!destination) return final("keyRefused");
  // Named by what is mirrored, not by the run: sent again, a segment keeps its control group.
  const experiment = `${run.destination}:${run.segmentKey}`;
  const isKeptBack = (customerId: bigint) => isControl(domain, experiment, customerId, run.controlShare);
  return carryOut({ shopId, access, runId: run.runId, destination, isKeptBack, signal });
}

/** Writes down who is in the segment. False when there is no such segment. */
async function choose(shopId: bigint, run: ExportRun): Promise<boolean> {
  const key = parseSegmentKey(run.segmentKey);
  const asOf = dayOfIsoDate(run.asOf);
  if (key === null || asOf === null) return false;
  const { frame, customerIds } = await computedForShop(shopId, "members", { asOf, segment: key }, Date.now());
  // The orders looked at may be a little old: from before the end of the import they would name other people.
  if (frame.sync.stage !== "complete") throw new Error("The history is still being read");
  if (customerIds === null) return false;
  await chooseMembers(shopId, run.runId, customerIds);
  return true;
}

async function destinationOf(
  shopId: bigint,
  access: AdminAccess,
  run: ExportRun,
  signal: AbortSignal | undefined,
): Promise<Destination | null> {
  if (run.destination === "csv") return csvDestination(shopId, () => Date.now());
  const apiKey = await destinationKey(shopId, run.destination);
  if (apiKey === null) return null;
  const addressesOf = async (ids: bigint[]): Promise<DestinationResult<Map<bigint, string>>> => {
    const emails = await lookUp(access, ids, signal);
    if (!emails.ok) return emails;
    return {
      ok: true,
      value: new Map([...emails.value].flatMap(([id, { email }]) => (email === null ? [] : [[id, email.trim()]]))),
    };
  };
  return klaviyoDestination(shopId, klaviyo(apiKey, signal), addressesOf, signal);
}

/** Runs the steps that are left. Null: all done. */
async function carryOut({
  shopId,
  access,
  runId,
  destination,
  isKeptBack,
  signal,
}: {
  shopId: bigint;
  access: AdminAccess;
  runId: string;
  destination: Destination;
  isKeptBack: (customerId: bigint) => boolean;
  signal: AbortSignal | undefined;
}): Promise<DestinationStop | null> {
  const current = async () => (await loadExportRun(shopId, runId))!;
  for (const step of [destination.open, destination.resume]) {
    const result = await step(await current());
    if (!result.ok) return result.stop;
  }
  const run = await current();
  const seen = new Set<string>();
  for (;;) {
    signal?.throwIfAborted();
    const members = await membersIn(shopId, runId, "waiting", destination.batchSize);
    if (members.length === 0) break;
    const ids = members.map((member) => member.customerId);
    const emails = await lookUp(access, ids, signal);
    if (!emails.ok) return emails.stop;
    const { recipients, settled } = decide(ids, emails.value, seen, isKeptBack);
    const sent = await destination.send(run, recipients, settled);
    if (!sent.ok) return sent.stop;
  }
  const closed = await destination.close(run);
  return closed.ok ? null : closed.stop;
}

type Emails = Map<
  bigint,
  { email: string | null; firstName: string | null; marketingState: string | null } & Pick<Recipient, "optInLevel"> & {
      marketingUpdatedAtMs: number | null;
    }
>;

async function lookUp(
  access: AdminAccess,
  ids: bigint[],
  signal: AbortSignal | undefined,
): Promise<DestinationResult<Emails>> {
  const answer = await fetchCustomerEmails(access, ids, { priority: "export", ...(signal ? { signal } : {}) });
  if (answer.ok) return { ok: true, value: answer.data };
  const retry = answer.reason === "throttled" || answer.reason === "unavailable";
  const failure: ExportFailure = answer.reason === "notInstalled" ? "shopDisconnected" : "addressesUnavailable";
  return { ok: false, stop: { failure, retry, detail: answer.detail } };
}

/**
 * Who of a batch is written to, by what Shopify says of them now. `seen` holds the addresses of earlier batches. Kept back
 * for comparison is only who could be written to: people of whom nothing is expected would hide the effect.
 */
function decide(
  ids: readonly bigint[],
  emails: Emails,
  seen: Set<string>,
  isKeptBack: (customerId: bigint) => boolean,
) {
  const refused = new Set<string>();
  for (const person of emails.values()) {
    // Two customers with one address: the more careful answer holds for both.
    if (person.email !== null && person.marketingState !== "SUBSCRIBED") refused.add(person.email.trim().toLowerCase());
  }
  const recipients: Recipient[] = [];
  const settled: MemberOutcome[] = [];
  for (const customerId of ids) {
    const person = emails.get(customerId);
    const address = person?.email?.trim() ?? null;
    const key = address?.toLowerCase() ?? "";
    const reason = !person
      ? "gone"
      : (refusalOf({ consent: consentOf(person.marketingState), email: address }) ??
        (refused.has(key) || seen.has(key) ? "duplicateAddress" : null));
    if (reason !== null || !person || address === null) {
      settled.push({ customerId, state: "notSent", reason: reason ?? "noAddress" });
      continue;
    }
    seen.add(key);
    if (isKeptBack(customerId)) {
      settled.push({ customerId, state: "control" });
      continue;
    }
    recipients.push({
      customerId,
      email: address,
      firstName: person.firstName,
      consentUpdatedAtMs: person.marketingUpdatedAtMs,
      optInLevel: person.optInLevel,
    });
  }
  return { recipients, settled };
}

async function finish(shopId: bigint, run: ExportRun): Promise<void> {
  const counts = (await countExportMembers(shopId, [run.runId])).get(run.runId)!;
  const refusals = counts.some(({ reason }) => reason === "refusedByTool");
  await updateExportRun(shopId, run.runId, {
    state: refusals ? "doneWithRefusals" : "done",
    finishedAtMs: Date.now(),
  });
}

async function fail(shopId: bigint, run: ExportRun, failure: ExportFailure): Promise<void> {
  await updateExportRun(shopId, run.runId, { state: "failed", failure, finishedAtMs: Date.now() });
}
