import { setTimeout as sleep } from "node:timers/promises";
import type { ExportFailure } from "../../insights/mailing.ts";
import { membersIn, membersToRemove, settleMembers, type MemberOutcome } from "../../store/export-members.server.ts";
import { knownList, updateExportRun } from "../../store/export-runs.server.ts";
import { markKeyRefused } from "../../store/export-destinations.server.ts";
import { inBatches } from "../batches.ts";
import {
  IMPORT_LIMITS,
  REMOVAL_LIMIT,
  type Klaviyo,
  type KlaviyoProfile,
  type KlaviyoResult,
} from "../klaviyo/klaviyo-client.server.ts";
import type { ToolFailure } from "../tool-request.server.ts";
import { done, type Destination, type DestinationResult, type DestinationStop, type Recipient } from "./destination.ts";

const POLL_MS = { first: 500, longest: 15_000 };
/** A job that is not done after this long is looked at again by a later try of the run. */
const LONGEST_JOB_MS = 15 * 60_000;
/** Members of one job are settled in one go. */
const MEMBERS_PER_JOB = 10_000;

/** Addresses of members by customer, read again when a restart has forgotten them. */
export type AddressLookUp = (customerIds: bigint[]) => Promise<DestinationResult<Map<bigint, string>>>;

/**
 * A Klaviyo list that mirrors the segment: profiles are written and put on the list by import jobs, whoever left the segment
 * is taken off. Nobody's consent is ever changed.
 */
export function klaviyoDestination(
  shopId: bigint,
  api: Klaviyo,
  addressesOf: AddressLookUp,
  signal: AbortSignal | undefined,
): Destination {
  const stopped = async (answer: {
    reason: ToolFailure;
    detail: string;
  }): Promise<{ ok: false; stop: DestinationStop }> => {
    if (answer.reason === "keyRefused") await markKeyRefused(shopId, "klaviyo");
    const retry = answer.reason === "toolUnavailable";
    return { ok: false, stop: { failure: FAILURES[answer.reason], retry, detail: answer.detail } };
  };

  /** Waits for a job and settles its members by what it says of each. */
  async function finishJob(
    runId: string,
    jobId: string,
    addresses: Map<bigint, string>,
  ): Promise<DestinationResult<null>> {
    const ended = await waitForJob(api, jobId, signal);
    if (!ended.ok) return stopped(ended);
    const errors: KlaviyoResult<{ email: string | null }[]> =
      ended.value.failed > 0 ? await api.importErrors(jobId) : { ok: true, value: [] };
    if (!errors.ok) return stopped(errors);
    const imported = await api.importedProfiles(jobId);
    if (!imported.ok) return stopped(imported);
    const refused = new Set(errors.value.map((error) => error.email));
    const outcomes = [...addresses].map(([customerId, email]): MemberOutcome => {
      const remoteId = imported.value.get(email.toLowerCase());
      if (refused.has(email.toLowerCase()) || (ended.value.state === "cancelled" && remoteId === undefined)) {
        return { customerId, state: "notSent", reason: "refusedByTool" };
      }
      return { customerId, state: "sent", ...(remoteId === undefined ? {} : { remoteId }) };
    });
    await settleMembers(shopId, runId, outcomes);
    return done;
  }

  return {
    batchSize: 1_000,

    async open(run) {
      const account = await api.account();
      if (!account.ok) return stopped(account);
      if (run.listId !== null) return done;
      const known = await knownList(shopId, run);
      const exists = known === null ? null : await api.hasList(known);
      if (exists && !exists.ok) return stopped(exists);
      const list: KlaviyoResult<string> =
        known !== null && exists?.value ? { ok: true, value: known } : await api.findOrCreateList(run.targetName);
      if (!list.ok) return stopped(list);
      await updateExportRun(shopId, run.runId, { listId: list.value });
      return done;
    },

    async resume(run) {
      for (;;) {
        const open = await membersIn(shopId, run.runId, "handedOver", MEMBERS_PER_JOB);
        const jobId = open[0]?.jobId;
        if (!jobId) return done;
        const ids = open.filter((member) => member.jobId === jobId).map((member) => member.customerId);
        const addresses = await addressesOf(ids);
        if (!addresses.ok) return addresses;
        // Someone without an address by now cannot be found in the job's answer: they count as handed over and done.
        const named = new Map(ids.map((id) => [id, addresses.value.get(id) ?? ""]));
        const finished = await finishJob(run.runId, jobId, named);
        if (!finished.ok) return finished;
      }
    },

    async send(run, recipients, settled) {
      await settleMembers(shopId, run.runId, settled);
      const rows = recipients.map((person) => ({ person, profile: profileOf(person, run.segmentKey, run.asOf) }));
      for (const batch of inBatches(rows, IMPORT_LIMITS, (row) => row.profile)) {
        const job = await api.importProfiles(
          run.listId!,
          batch.map((row) => row.profile),
        );
        if (!job.ok) return stopped(job);
        const outcomes = batch.map(({ person }): MemberOutcome => {
          return { customerId: person.customerId, state: "handedOver", jobId: job.value };
        });
        // Written before the first poll: after a restart the job is asked for, not sent again.
        await settleMembers(shopId, run.runId, outcomes);
        const finished = await finishJob(
          run.runId,
          job.value,
          new Map(batch.map(({ person }) => [person.customerId, person.email])),
        );
        if (!finished.ok) return finished;
      }
      return done;
    },

    async close(run) {
      const gone = await membersToRemove(shopId, run.runId, run.listId!);
      for (let from = 0; from < gone.length; from += REMOVAL_LIMIT) {
        const removed = await api.removeFromList(run.listId!, gone.slice(from, from + REMOVAL_LIMIT));
        if (!removed.ok) return stopped(removed);
      }
      await updateExportRun(shopId, run.runId, { removed: gone.length });
      return done;
    },
  };
}

const FAILURES: Readonly<Record<ToolFailure, ExportFailure>> = {
  keyRefused: "keyRefused",
  permissionMissing: "permissionMissing",
  toolUnavailable: "toolUnavailable",
  rejected: "unexpected",
};

function profileOf(person: Recipient, segment: string, asOf: string): KlaviyoProfile {
  return {
    email: person.email,
    ...(person.firstName === null || person.firstName === "" ? {} : { first_name: person.firstName }),
    properties: {
      comeback_segment: segment,
      comeback_segment_as_of: asOf,
      shopify_consent_at: person.consentUpdatedAtMs === null ? null : new Date(person.consentUpdatedAtMs).toISOString(),
      shopify_opt_in_level: person.optInLevel,
    },
  };
}

async function waitForJob(api: Klaviyo, jobId: string, signal: AbortSignal | undefined) {
  let waited = 0;
  for (let pause = POLL_MS.first; ; pause = Math.min(POLL_MS.longest, pause * 1.6)) {
    const job = await api.importJob(jobId);
    if (!job.ok || job.value.state === "complete" || job.value.state === "cancelled") return job;
    if (waited > LONGEST_JOB_MS) {
      return { ok: false as const, reason: "toolUnavailable" as const, detail: "The import job takes too long" };
    }
    await sleep(pause, undefined, { signal });
    waited += pause;
  }
}
