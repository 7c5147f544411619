import type { ExportFailure } from "../../insights/mailing.ts";
import type { MemberOutcome } from "../../store/export-members.server.ts";
import type { ExportRun } from "../../store/export-runs.server.ts";

/** Someone who said yes a moment ago. Addresses live in memory only. */
export interface Recipient {
  customerId: bigint;
  email: string;
  firstName: string | null;
  consentUpdatedAtMs: number | null;
  optInLevel: string | null;
}

/** Why a destination cannot go on. `retry`: the same step may work later, the run stays as it is. */
export interface DestinationStop {
  failure: ExportFailure;
  retry: boolean;
  detail: string;
}

export type DestinationResult<T> = { ok: true; value: T } | { ok: false; stop: DestinationStop };

/** One run's use of a destination. Every step may be repeated after a crash without anybody being sent twice. */
export interface Destination {
  /** How many members are looked up and handed over at once. */
  readonly batchSize: number;
  /** Proves that the destination takes us and makes its container; remembers it in the run. */
  open(run: ExportRun): Promise<DestinationResult<null>>;
  /** Finishes what was handed over before a restart. */
  resume(run: ExportRun): Promise<DestinationResult<null>>;
  /** Hands recipients over and settles each of them, together with `settled`: members that are not sent at all. */
  send(
    run: ExportRun,
    recipients: readonly Recipient[],
    settled: readonly MemberOutcome[],
  ): Promise<DestinationResult<null>>;
  /** After the last batch: takes off who left the segment, closes the file. */
  close(run: ExportRun): Promise<DestinationResult<null>>;
}

export const done: DestinationResult<null> = { ok: true, value: null };
