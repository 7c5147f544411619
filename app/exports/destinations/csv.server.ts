import { settleMembers } from "../../store/export-members.server.ts";
import { filePartCount, updateExportRun } from "../../store/export-runs.server.ts";
import { csvRows } from "../csv-file.ts";
import { done, type Destination } from "./destination.ts";

/** A file waits this long for its download: it holds addresses, and those grow stale. */
const FILE_LIFE_MS = 7 * 24 * 3_600_000;

const HEADER = ["Email", "First name", "Segment", "Segment as of", "Consent since", "Opt-in level"];

/** A CSV file for people, kept in parts in the database until it is downloaded or expires. */
export function csvDestination(shopId: bigint, nowMs: () => number): Destination {
  return {
    batchSize: 1_000,
    open: () => Promise.resolve(done),
    // A part and the members in it are written in one transaction, so nothing is ever half done.
    resume: () => Promise.resolve(done),
    async send(run, recipients, settled) {
      const part = await filePartCount(shopId, run.runId);
      const rows = recipients.map((person) => [
        person.email,
        person.firstName,
        run.segmentKey,
        run.asOf,
        person.consentUpdatedAtMs === null ? null : new Date(person.consentUpdatedAtMs).toISOString(),
        person.optInLevel,
      ]);
      const text = csvRows(part === 0 ? [HEADER, ...rows] : rows, "people");
      const sent = recipients.map(({ customerId }) => ({ customerId, state: "sent" as const }));
      await settleMembers(shopId, run.runId, [...sent, ...settled], { part, bytes: Buffer.from(text) });
      return done;
    },
    async close(run) {
      await updateExportRun(shopId, run.runId, { fileExpiresAtMs: nowMs() + FILE_LIFE_MS });
      return done;
    },
  };
}
