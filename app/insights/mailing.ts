import type { ConsentState } from "../analytics/timelines.ts";
import type { SegmentKey } from "./segment-key.ts";

/**
 * Who of a segment may be sent to an e-mail tool. Consent is asked for at the moment a row is written; what the segment page
 * showed some minutes before does not count.
 */

/** Where a segment can go. */
export const EXPORT_DESTINATIONS = ["csv", "klaviyo"] as const;
export type ExportDestination = (typeof EXPORT_DESTINATIONS)[number];

/**
 * Why a member is not sent: the consent state that forbids it, no address, an address that is none, an address that another
 * member has too, a customer who is gone, or a refusal by the tool.
 */
export const NOT_SENT_REASONS = [
  "unknown",
  "pending",
  "notSubscribed",
  "unsubscribed",
  "invalid",
  "redacted",
  "noAddress",
  "badAddress",
  "duplicateAddress",
  "gone",
  "refusedByTool",
] as const;
export type NotSentReason = (typeof NOT_SENT_REASONS)[number];

/** Why a run ended early. */
export const EXPORT_FAILURES = [
  "keyRefused",
  "permissionMissing",
  "toolUnavailable",
  "addressesUnavailable",
  "shopDisconnected",
  "unexpected",
] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** `doneWithRefusals`: the run ended, the tool refused some people. `failed`: it ended early. */
export const EXPORT_RUN_STATES = ["queued", "running", "done", "doneWithRefusals", "failed"] as const;
export type ExportRunState = (typeof EXPORT_RUN_STATES)[number];

/** What a member's row looks like just before it would be written. */
export interface Addressee {
  readonly consent: ConsentState;
  readonly email: string | null;
}

/** An address as mail systems take it: one @, no blanks or control characters, a dot in the domain, at most 254 characters. */
const ADDRESS =
  /^[^\s@"<>(),;:\\[\]]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const LONGEST_ADDRESS = 254;

/** The reason why this person is not written to, or null: they said yes and have an address. */
export function refusalOf(person: Addressee): NotSentReason | null {
  if (person.consent !== "subscribed") return person.consent;
  if (person.email === null || person.email.trim() === "") return "noAddress";
  const address = person.email.trim();
  return address.length <= LONGEST_ADDRESS && ADDRESS.test(address) ? null : "badAddress";
}

/** The consent state of Shopify's own word for it; a word we do not know is `unknown`, and then nothing is sent. */
export function consentOf(marketingState: string | null): ConsentState {
  switch (marketingState) {
    case "SUBSCRIBED":
      return "subscribed";
    case "PENDING":
      return "pending";
    case "NOT_SUBSCRIBED":
      return "notSubscribed";
    case "UNSUBSCRIBED":
      return "unsubscribed";
    case "INVALID":
      return "invalid";
    case "REDACTED":
      return "redacted";
    default:
      return "unknown";
  }
}

/** Groups smaller than this show nothing by themselves: no control group is proposed, the merchant may still ask for one. */
export const SMALLEST_PROPOSED_CONTROL_REACH = 1_000;

/**
 * Share of the reachable members that is kept back as a control group: the smaller the group, the larger the share, so that
 * both arms stay large enough to be compared.
 */
export function defaultControlShare(reach: number): number {
  if (reach >= 20_000) return 0.1;
  if (reach >= 5_000) return 0.2;
  if (reach >= SMALLEST_PROPOSED_CONTROL_REACH) return 0.3;
  return 0.5;
}

/**
 * What a segment is called where it goes: a list keeps its name from run to run, so that it is refreshed; a file carries the
 * day. Made of codes only, without a word that a shopper wrote.
 */
export function exportTargetName(destination: ExportDestination, segment: SegmentKey, asOf: string): string {
  const name = segment.replace(/^(rfm|lifecycle)\./, "").replaceAll(".", " ");
  if (destination === "csv") return `comeback-${name.replaceAll(" ", "-").toLowerCase()}-${asOf}.csv`;
  return `Comeback: ${name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()}`;
}
