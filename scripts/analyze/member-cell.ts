import type { Period } from "../../app/analytics/calendar.ts";
import { cohortMembers } from "../../app/analytics/cohort-members.ts";
import type { CohortMembership } from "../../app/analytics/cohort-members.ts";
import { funnelMembers } from "../../app/analytics/funnel-members.ts";
import { gapMembers } from "../../app/analytics/gap-members.ts";
import { ratedTimelines } from "../../app/analytics/order-kinds.ts";
import { periodOfLabel } from "../../app/analytics/period-of-label.ts";
import { rfmMembers } from "../../app/analytics/rfm-members.ts";
import { RFM_GROUPS, rfmScores } from "../../app/analytics/rfm.ts";
import type { RfmGroup } from "../../app/analytics/rfm.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import { UsageError } from "./usage-error.ts";

/** A number of a report, behind which customers stand. */
export type MemberCell =
  | {
      readonly of: "cohorts";
      readonly cohort: number;
      readonly period: Period;
      readonly k: number;
      readonly membership: CohortMembership;
    }
  | { readonly of: "rfm"; readonly cell: string }
  | { readonly of: "rfm"; readonly group: RfmGroup }
  | { readonly of: "funnel"; readonly orders: number; readonly who: "reached" | "stopped" }
  | { readonly of: "gaps"; readonly fromDays: number; readonly toDays: number | null };

const MEMBERSHIPS: Readonly<Record<string, CohortMembership>> = {
  active: "active",
  "cumulative-repeat": "cumulativeRepeat",
  "on-or-after": "onOrAfter",
};

/**
 * The cell that is written as
 * - cohorts:2011-03 (all of a cohort), cohorts:2011-03:2 (active in period 2), cohorts:2011-03:2:cumulative-repeat or :on-or-after;
 * - rfm:555 or rfm:champions;
 * - funnel:2 (two orders or more), funnel:2:stopped (exactly two);
 * - gaps:7-13 (days, both ends included) or gaps:366+.
 */
export function memberCell(text: string, period: Period): MemberCell {
  const [of, ...parts] = text.split(":");
  const cell =
    of === "cohorts"
      ? cohortCell(parts, period)
      : of === "rfm"
        ? rfmCell(parts)
        : of === "funnel"
          ? funnelCell(parts)
          : of === "gaps"
            ? gapCell(parts)
            : null;
  if (cell === null) {
    throw new UsageError(
      `--members ${text} is not a cell: use one such as cohorts:2011-03:2, rfm:555, rfm:champions, funnel:2, gaps:7-13.`,
    );
  }
  return cell;
}

function cohortCell([label = "", k, membership = "active", ...others]: string[], period: Period): MemberCell | null {
  const cohort = periodOfLabel(label, period);
  const kind = MEMBERSHIPS[membership];
  if (cohort === null || kind === undefined || others.length > 0) return null;
  if (k === undefined) return { of: "cohorts", cohort, period, k: 0, membership: "all" };
  return /^\d{1,4}$/.test(k) ? { of: "cohorts", cohort, period, k: Number(k), membership: kind } : null;
}

function rfmCell([name = "", ...others]: string[]): MemberCell | null {
  if (others.length > 0) return null;
  if (/^[1-5]{3}$/.test(name)) return { of: "rfm", cell: name };
  const group = RFM_GROUPS.find((each) => each.toLowerCase() === name.replaceAll("-", "").toLowerCase());
  return group === undefined ? null : { of: "rfm", group };
}

function funnelCell([orders = "", who = "reached", ...others]: string[]): MemberCell | null {
  if (!/^[1-9]\d{0,5}$/.test(orders) || others.length > 0) return null;
  return who === "reached" || who === "stopped" ? { of: "funnel", orders: Number(orders), who } : null;
}

function gapCell([days = "", ...others]: string[]): MemberCell | null {
  const match = /^(\d{1,6})(?:-(\d{1,6})|(\+))?$/.exec(days);
  if (match === null || others.length > 0) return null;
  const fromDays = Number(match[1]);
  const last = match[3] === undefined ? Number(match[2] ?? match[1]) : null;
  return last !== null && last < fromDays ? null : { of: "gaps", fromDays, toDays: last === null ? null : last + 1 };
}

/** The ids of those who stand behind the cell, ascending. Reports of customers are over the orders that count in rates. */
export function membersOf(timelines: Timelines, asOf: number, cell: MemberCell): BigInt64Array {
  const rated = ratedTimelines(timelines);
  return BigInt64Array.from(Array.from(indicesOf(rated, asOf, cell), (i) => rated.customerIds[i]!));
}

function indicesOf(timelines: Timelines, asOf: number, cell: MemberCell): Uint32Array {
  if (cell.of === "cohorts") return cohortMembers(timelines, { asOf, ...cell });
  if (cell.of === "gaps") return gapMembers(timelines, asOf, cell);
  if (cell.of === "funnel") return funnelMembers(timelines, asOf, cell.orders)[cell.who];
  const scores = rfmScores(timelines, asOf);
  if (!isUnavailable(scores)) return rfmMembers(scores, cell);
  if (scores.unavailable === "noOrders") return new Uint32Array(0);
  throw new UsageError("The file has no amounts, so it has no RFM cells: use another cell for --members.");
}
