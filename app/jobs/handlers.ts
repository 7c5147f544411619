import type { JobHandlers } from "../queue/work.server.ts";

/** What does each kind of job: one call each, its code loaded when the first job of its kind comes. */
export const HANDLERS: JobHandlers = {
  backfill: async (payload, context) => (await import("../sync/backfill.server.ts")).runBackfill(payload, context),
  "apply-changes": async (payload, context) =>
    (await import("../sync/changes.server.ts")).applyChanges(payload, context),
  "poll-checkouts": async (payload, context) =>
    (await import("../sync/checkouts.server.ts")).pollCheckouts(payload, context),
  "redact-customer": async (payload) => (await import("../sync/compliance.server.ts")).redactCustomer(payload),
  "answer-data-request": async (payload) => (await import("../sync/compliance.server.ts")).answerDataRequest(payload),
  "wipe-shop": async (payload) => (await import("../sync/compliance.server.ts")).wipeShop(payload),
  "export-run": async (payload, context) =>
    (await import("../exports/run-export.server.ts")).runExport(payload, context),
};
