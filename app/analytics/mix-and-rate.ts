import { isoDateOfDay } from "./calendar.ts";
import { byCodePoint } from "./code-point-order.ts";
import type { Dimension } from "./dimension.ts";
import type { DayRange } from "./calendar.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import type { OrderDimension, Timelines } from "./timelines.ts";

/** Cases and successes of one group in two periods; `group` null is "not known". */
export interface GroupRates {
  readonly group: string | null;
  readonly before: { readonly cases: number; readonly successes: number };
  readonly after: { readonly cases: number; readonly successes: number };
}

/** What one group adds to the change of the whole rate. */
interface GroupChange extends GroupRates {
  /** Share of the period's cases; null in a period without any. */
  readonly shareBefore: number | null;
  readonly shareAfter: number | null;
  readonly rateBefore: number | null;
  readonly rateAfter: number | null;
  readonly mix: number | null;
  readonly rate: number | null;
}

export interface MixAndRate {
  readonly rateBefore: number | null;
  readonly rateAfter: number | null;
  /** rateAfter − rateBefore = mix + rate; all null when a period has no cases. */
  readonly change: number | null;
  /** Because groups became a larger or smaller part of the cases: "more paid traffic". */
  readonly mix: number | null;
  /** Because the rate changed within groups. */
  readonly rate: number | null;
  readonly groups: readonly GroupChange[];
}

/**
 * A change of a rate between two periods, split into mix and rate, METRICS section 1:
 * Δ = Σ (w₁ − w₀)·(r₀ + r₁)/2 + Σ (r₁ − r₀)·(w₀ + w₁)/2, with w a group's share of the cases and r its rate (Kitagawa 1955).
 *
 * A group with cases in one period only has no rate in the other. It is given the one it has: that it came or went is then all
 * mix, which is what happened, and the two parts still add up to the change.
 */
export function mixAndRate(groups: readonly GroupRates[]): MixAndRate {
  const total = (of: (group: GroupRates) => number): number => groups.reduce((sum, group) => sum + of(group), 0);
  const [casesBefore, casesAfter] = [total((g) => g.before.cases), total((g) => g.after.cases)];
  const known = casesBefore > 0 && casesAfter > 0;
  const changes = groups.map((group): GroupChange => {
    const rateBefore = rate(group.before.successes, group.before.cases);
    const rateAfter = rate(group.after.successes, group.after.cases);
    const r0 = rateBefore ?? rateAfter ?? 0;
    const r1 = rateAfter ?? rateBefore ?? 0;
    const w0 = group.before.cases / casesBefore;
    const w1 = group.after.cases / casesAfter;
    return {
      ...group,
      shareBefore: rate(group.before.cases, casesBefore),
      shareAfter: rate(group.after.cases, casesAfter),
      rateBefore,
      rateAfter,
      mix: known ? ((w1 - w0) * (r0 + r1)) / 2 : null,
      rate: known ? ((r1 - r0) * (w0 + w1)) / 2 : null,
    };
  });
  const rateBefore = rate(
    total((g) => g.before.successes),
    casesBefore,
  );
  const rateAfter = rate(
    total((g) => g.after.successes),
    casesAfter,
  );
  const part = (of: (change: GroupChange) => number | null): number | null =>
    known ? changes.reduce((sum, change) => sum + (of(change) ?? 0), 0) : null;
  return {
    rateBefore,
    rateAfter,
    change: rateBefore !== null && rateAfter !== null ? rateAfter - rateBefore : null,
    mix: part((change) => change.mix),
    rate: part((change) => change.rate),
    groups: changes,
  };
}

export interface RepeatChangeOptions {
  readonly asOf: number;
  /** Customers by the day of their first order. */
  readonly before: DayRange;
  readonly after: DayRange;
  /** What the groups are: a dimension of the first order, or a coding of the customers of the timelines. */
  readonly by: OrderDimension | ((timelines: Timelines) => Dimension);
}

/** Days within which a second order counts here. */
export const REPEAT_WITHIN_DAYS = 90;

export interface RepeatChange extends MixAndRate {
  readonly withinDays: number;
  /** The days of the first orders that are compared, both inclusive. */
  readonly before: NamedRange;
  readonly after: NamedRange;
}

interface NamedRange {
  readonly fromOn: string;
  readonly toOn: string;
}

function namedRange({ from, to }: DayRange): NamedRange {
  return { fromOn: isoDateOfDay(from), toOn: isoDateOfDay(to - 1) };
}

/**
 * Why the share of new customers with a second order within 90 days changed between two cohorts. Only customers whose first
 * order is 90 days old count, as in METRICS section 2. Groups are in code-point order, "not known" first.
 */
export function repeatChange(timelines: Timelines, options: RepeatChangeOptions): RepeatChange {
  return computed(repeatChangeReport, timelines, options);
}

/** The groups that occur, by name: parts of a shop may number them differently. */
type RepeatChangeTally = readonly GroupRates[];

export const repeatChangeReport: MergeableReport<RepeatChangeTally, RepeatChange, RepeatChangeOptions> = {
  tally: repeatChangeTally,
  merge: (tallies) => {
    const groups = new Map<string | null, GroupRates>();
    for (const group of tallies.flat()) {
      const known = groups.get(group.group);
      groups.set(group.group, known ? together(known, group) : group);
    }
    return [...groups.values()];
  },
  value: (tally, { before, after }) => ({
    withinDays: REPEAT_WITHIN_DAYS,
    before: namedRange(before),
    after: namedRange(after),
    ...mixAndRate([...tally].sort(byGroup)),
  }),
};

function together(a: GroupRates, b: GroupRates): GroupRates {
  const added = (period: "before" | "after"): GroupRates["before"] => ({
    cases: a[period].cases + b[period].cases,
    successes: a[period].successes + b[period].successes,
  });
  return { group: a.group, before: added("before"), after: added("after") };
}

function byGroup(a: GroupRates, b: GroupRates): number {
  if (a.group === null || b.group === null) return Number(a.group !== null) - Number(b.group !== null);
  return byCodePoint(a.group, b.group);
}

function repeatChangeTally(timelines: Timelines, options: RepeatChangeOptions): RepeatChangeTally {
  const { asOf, before, after, by } = options;
  const { customerIds, orderStart, day } = timelines;
  const ofOrders = typeof by === "string";
  const { values, codes } = ofOrders ? timelines.dimensions[by] : by(timelines);
  const table = (): Float64Array => new Float64Array(values.length);
  const counts = { before: { cases: table(), successes: table() }, after: { cases: table(), successes: table() } };
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const firstDay = day[start]!;
    if (asOf - firstDay < REPEAT_WITHIN_DAYS) continue;
    const inBefore = firstDay >= before.from && firstDay < before.to;
    const inAfter = firstDay >= after.from && firstDay < after.to;
    if (!inBefore && !inAfter) continue;
    const code = codes[ofOrders ? start : i]!;
    const end = ordersUntil(timelines, i, asOf);
    const repeated = end - start > 1 && day[start + 1]! - firstDay <= REPEAT_WITHIN_DAYS ? 1 : 0;
    if (inBefore) {
      counts.before.cases[code]!++;
      counts.before.successes[code]! += repeated;
    }
    if (inAfter) {
      counts.after.cases[code]!++;
      counts.after.successes[code]! += repeated;
    }
  }
  const at = (period: "before" | "after", code: number): GroupRates["before"] => ({
    cases: counts[period].cases[code]!,
    successes: counts[period].successes[code]!,
  });
  return values
    .map((group, code) => ({ group, before: at("before", code), after: at("after", code) }))
    .filter((group) => group.before.cases + group.after.cases > 0);
}
