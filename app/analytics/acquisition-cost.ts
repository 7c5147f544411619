import { ageCurveOf, ageCurveTally, mergedAgeCurves } from "./age-curve.ts";
import type { AgeCurve, AgeCurveTally } from "./age-curve.ts";
import { AGE_DAYS } from "./customer-age.ts";
import { byCodePoint } from "./code-point-order.ts";
import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { knownCosts, marginsBy } from "./order-margin.ts";
import type { MarginBasis, Margins } from "./order-margin.ts";
import { ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** What the merchant spent on marketing in one calendar month. */
export interface SpendEntry {
  /** Ordinal of the month, as `periodOf(day, "month")` gives it. */
  readonly month: number;
  /** A channel as first orders have it; null: not split by channel. */
  readonly channel: string | null;
  readonly amountMinor: number;
}

export interface AcquisitionOptions {
  readonly asOf: number;
  readonly spend: readonly SpendEntry[];
  readonly marginRate: number | null;
}

interface AcquisitionCell {
  readonly newCustomers: number;
  /** Null: nothing was entered. */
  readonly spendMinor: number | null;
  /** Spend / new customers; null when either is missing. */
  readonly cacMinor: number | null;
}

export interface AcquisitionCost {
  /** Complete months with spend, earliest first. The month that holds the day is left out until it is over. */
  readonly months: readonly (AcquisitionCell & {
    readonly month: string;
    readonly channels: readonly (AcquisitionCell & { readonly channel: string | null })[];
  })[];
  /** Over the last 12 complete months, those of them that have spend. */
  readonly lastYear: AcquisitionCell & {
    readonly months: number;
    /** What stands for margin; null where nobody was acquired. */
    readonly basis: MarginBasis | null;
    /** Σ CLV to age 365 of the customers acquired in those months: `observedMinor` has come in, the rest is the age curve's. */
    readonly clvMinor: number | null;
    readonly observedMinor: number;
    readonly clvToCac: number | null;
    /** Days after the first order by which a customer has brought back the CAC; null: at no age that a cohort has reached. */
    readonly paybackDays: number | null;
    readonly paybackState: "reached" | "notYet" | "unknown";
  };
}

const MONTHS = 12;
const YEAR_DAYS = 365;

/**
 * CAC, CLV : CAC and payback as of a day (inclusive), METRICS section 7. A customer is acquired in the month and by the channel of
 * the first order. CLV counts margin from the first order to age 365: what orders brought up to the day, and what the shop's age
 * curve (margin per customer by 30-day age) says of the days still to come.
 */
export function acquisitionCost(
  timelines: Timelines,
  options: AcquisitionOptions,
): AcquisitionCost | Unavailable<"noMoney" | "noSpend"> {
  return computed(acquisitionCostReport, timelines, options);
}

/** By month of acquisition: the newest complete month is index 0, the one eleven before it 11. */
interface YearTally {
  readonly newCustomers: Float64Array;
  /** Net sales of orders up to the day and to age 365, and their costs where all are known. */
  readonly observedNetMinor: Float64Array;
  readonly observedCostMinor: Float64Array;
  /** The same of orders in 30-day age k, at month × AGES + k. */
  readonly netByAge: Float64Array;
  readonly costByAge: Float64Array;
  /** Customers by age in days on the day of the report, at month × AGE_SPAN + age. */
  readonly customersByAge: Float64Array;
}

interface AcquisitionTally {
  readonly hasMoney: boolean;
  /** New customers by channel of the first order, then by ordinal of the month. */
  readonly newCustomers: ReadonlyMap<string | null, ReadonlyMap<number, number>>;
  readonly year: YearTally;
  readonly curve: AgeCurveTally;
}

/** Ages 0 … 12 begin within the first year. */
const AGES = Math.ceil(YEAR_DAYS / AGE_DAYS);
/** Nobody acquired in the last twelve complete months is older than this when the thirteenth month is nearly over. */
const AGE_SPAN = 31 * (MONTHS + 1);

export const acquisitionCostReport: MergeableReport<
  AcquisitionTally,
  ReturnType<typeof acquisitionCost>,
  AcquisitionOptions
> = {
  tally: (timelines, options) => ({
    hasMoney: timelines.hasMoney,
    newCustomers: newCustomersOf(timelines, options.asOf),
    year: yearTally(timelines, options),
    curve: ageCurveTally(timelines, options.asOf),
  }),
  merge: (tallies) => ({
    hasMoney: tallies[0]!.hasMoney,
    newCustomers: mergedCounts(tallies.map((tally) => tally.newCustomers)),
    year: {
      newCustomers: addedUp(tallies.map(({ year }) => year.newCustomers)),
      observedNetMinor: addedUp(tallies.map(({ year }) => year.observedNetMinor)),
      observedCostMinor: addedUp(tallies.map(({ year }) => year.observedCostMinor)),
      netByAge: addedUp(tallies.map(({ year }) => year.netByAge)),
      costByAge: addedUp(tallies.map(({ year }) => year.costByAge)),
      customersByAge: addedUp(tallies.map(({ year }) => year.customersByAge)),
    },
    curve: mergedAgeCurves(tallies.map((tally) => tally.curve)),
  }),
  value: costOf,
};

function newCustomersOf(timelines: Timelines, asOf: number): AcquisitionTally["newCustomers"] {
  const { customerIds, orderStart, day } = timelines;
  const { values, codes } = timelines.dimensions.channel;
  let firstDay = Infinity;
  for (let i = 0; i < customerIds.length; i++) firstDay = Math.min(firstDay, day[orderStart[i]!]!);
  if (firstDay > asOf) return new Map();
  const monthOf = periodIndex(firstDay, asOf + 1, "month");
  const firstMonth = periodOf(firstDay, "month");
  const months = monthOf[asOf - firstDay]! + 1;
  const table = new Float64Array(values.length * months);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    if (day[start]! <= asOf) table[codes[start]! * months + monthOf[day[start]! - firstDay]!]!++;
  }
  const result = new Map<string | null, Map<number, number>>();
  table.forEach((count, cell) => {
    if (count === 0) return;
    const channel = values[Math.floor(cell / months)]!;
    const byMonth = result.get(channel) ?? new Map<number, number>();
    result.set(channel, byMonth.set(firstMonth + (cell % months), count));
  });
  return result;
}

/** Ordinal of the last month that is over by the end of the day. */
function lastCompleteMonth(asOf: number): number {
  return periodOf(asOf + 1, "month") - 1;
}

function yearTally(timelines: Timelines, { asOf }: AcquisitionOptions): YearTally {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const costs = knownCosts(timelines, asOf);
  const last = lastCompleteMonth(asOf);
  const from = periodStart(last - MONTHS + 1, "month");
  const to = periodStart(last + 1, "month");
  const monthOf = periodIndex(from, to, "month");
  const tally = {
    newCustomers: new Float64Array(MONTHS),
    observedNetMinor: new Float64Array(MONTHS),
    observedCostMinor: new Float64Array(MONTHS),
    netByAge: new Float64Array(MONTHS * AGES),
    costByAge: new Float64Array(MONTHS * AGES),
    customersByAge: new Float64Array(MONTHS * AGE_SPAN),
  };
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const joined = day[start]!;
    if (joined < from || joined >= to) continue;
    const month = MONTHS - 1 - monthOf[joined - from]!;
    tally.newCustomers[month]!++;
    tally.customersByAge[month * AGE_SPAN + asOf - joined]!++;
    const end = ordersUntil(timelines, i, asOf);
    for (let o = start; o < end; o++) {
      const age = day[o]! - joined;
      const cost = costs === null ? 0 : costs[o]!;
      if (age < YEAR_DAYS) {
        tally.observedNetMinor[month]! += netMinor[o]!;
        tally.observedCostMinor[month]! += cost;
      }
      if (age < AGES * AGE_DAYS) {
        const cell = month * AGES + Math.floor(age / AGE_DAYS);
        tally.netByAge[cell]! += netMinor[o]!;
        tally.costByAge[cell]! += cost;
      }
    }
  }
  return tally;
}

function costOf(
  tally: AcquisitionTally,
  { asOf, spend, marginRate }: AcquisitionOptions,
): AcquisitionCost | Unavailable<"noMoney" | "noSpend"> {
  if (!tally.hasMoney) return { unavailable: "noMoney" };
  const last = lastCompleteMonth(asOf);
  const entered = spend.filter(({ month }) => month <= last);
  if (entered.length === 0) return { unavailable: "noSpend" };
  const months = [...new Set(entered.map(({ month }) => month))].sort((a, b) => a - b);
  const spendIn = (month: number): number =>
    sum(
      entered.filter((one) => one.month === month),
      (one) => one.amountMinor,
    );
  const newIn = (month: number): number => sum([...tally.newCustomers.values()], (byMonth) => byMonth.get(month) ?? 0);
  const cell = (newCustomers: number, spendMinor: number | null): AcquisitionCell => ({
    newCustomers,
    spendMinor,
    cacMinor: spendMinor === null ? null : rate(spendMinor, newCustomers),
  });
  const channelsOf = (month: number): AcquisitionCost["months"][number]["channels"] => {
    const ofMonth = entered.filter((one) => one.month === month && one.channel !== null);
    const named = new Set<string | null>(ofMonth.map(({ channel }) => channel));
    for (const [channel, byMonth] of tally.newCustomers) if (byMonth.has(month)) named.add(channel);
    return [...named].sort(byName).map((channel) => {
      const own = ofMonth.filter((one) => one.channel === channel);
      const newCustomers = tally.newCustomers.get(channel)?.get(month) ?? 0;
      return { channel, ...cell(newCustomers, own.length === 0 ? null : sum(own, (one) => one.amountMinor)) };
    });
  };
  const yearMonths = months.filter((month) => month > last - MONTHS);
  const newInYear = sum(yearMonths, newIn);
  const total = yearMonths.length === 0 ? null : sum(yearMonths, spendIn);
  const places = yearMonths.map((month) => last - month);
  const margins = marginsBy(marginRate, tally.curve.costsKnown);
  const clv = lifetimeValue(tally, places, { margins, curve: ageCurveOf(tally.curve, marginRate) });
  const year = cell(newInYear, total);
  return {
    months: months.map((month) => ({
      month: periodLabel(month, "month"),
      ...cell(newIn(month), spendIn(month)),
      channels: channelsOf(month),
    })),
    lastYear: {
      ...year,
      months: yearMonths.length,
      basis: newInYear === 0 ? null : margins.basis,
      ...clv,
      clvToCac: clv.clvMinor === null || total === null ? null : rate(clv.clvMinor, total),
      ...payback(tally.year, places, { asOf, last, cacMinor: year.cacMinor, margins }),
    },
  };
}

/** Margin to age 365 of the customers of these months: observed, and in all; null in all when there is no age curve yet. */
function lifetimeValue(
  { year }: AcquisitionTally,
  places: readonly number[],
  { margins, curve }: { margins: Margins; curve: AgeCurve | null },
): { clvMinor: number | null; observedMinor: number } {
  const observedMinor = sum(places, (place) =>
    margins.of(year.observedNetMinor[place]!, year.observedCostMinor[place]!),
  );
  if (curve === null) return { clvMinor: null, observedMinor };
  let rest = 0;
  for (const place of places) {
    for (let age = 0; age < YEAR_DAYS; age++) {
      const customers = year.customersByAge[place * AGE_SPAN + age]!;
      // The day itself has passed: age + 1 days have been observed.
      if (customers > 0) rest += customers * (curve.cumulative(YEAR_DAYS) - curve.cumulative(age + 1));
    }
  }
  return { clvMinor: observedMinor + rest, observedMinor };
}

/**
 * The first age, in whole 30-day ages, by the end of which the customers have brought back the CAC. At each age only the months are
 * looked at whose last day, and so every customer, is old enough to have completed it.
 */
function payback(
  year: YearTally,
  places: readonly number[],
  { asOf, last, cacMinor, margins }: { asOf: number; last: number; cacMinor: number | null; margins: Margins },
): Pick<AcquisitionCost["lastYear"], "paybackDays" | "paybackState"> {
  if (cacMinor === null) return { paybackDays: null, paybackState: "unknown" };
  let state: AcquisitionCost["lastYear"]["paybackState"] = "unknown";
  for (let k = 0; k < AGES; k++) {
    const youngestAt = (place: number): number => periodStart(last - place + 1, "month") - 1;
    const reached = places.filter((place) => asOf - youngestAt(place) >= (k + 1) * AGE_DAYS - 1);
    const customers = sum(reached, (place) => year.newCustomers[place]!);
    if (customers === 0) break;
    state = "notYet";
    let net = 0;
    let cost = 0;
    for (const place of reached) {
      for (let cell = place * AGES; cell <= place * AGES + k; cell++) {
        net += year.netByAge[cell]!;
        cost += year.costByAge[cell]!;
      }
    }
    if (margins.of(net, cost) / customers >= cacMinor)
      return { paybackDays: (k + 1) * AGE_DAYS, paybackState: "reached" };
  }
  return { paybackDays: null, paybackState: state };
}

function mergedCounts(parts: readonly AcquisitionTally["newCustomers"][]): AcquisitionTally["newCustomers"] {
  const result = new Map<string | null, Map<number, number>>();
  for (const part of parts) {
    for (const [channel, byMonth] of part) {
      const into = result.get(channel) ?? new Map<number, number>();
      for (const [month, count] of byMonth) into.set(month, (into.get(month) ?? 0) + count);
      result.set(channel, into);
    }
  }
  return result;
}

/** By code point; what is not known comes last. */
function byName(a: string | null, b: string | null): number {
  return a === null ? (b === null ? 0 : 1) : b === null ? -1 : byCodePoint(a, b);
}
