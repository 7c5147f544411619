import { newcombe } from "./newcombe.ts";
import { addedUp, computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { Z_80, Z_97_5, tQuantile97_5 } from "./normal.ts";
import { rate } from "./rate.ts";
import { addSquare, SQUARE_SUMS, sumOfSquares } from "./sum-of-squares.ts";
import type { Timelines } from "./timelines.ts";

/** Who took part, one entry a member, by ascending customer id. A member has one arm for good. */
export interface ExperimentMembers {
  readonly customerIds: BigInt64Array;
  /** 1: kept back. 0: sent to. */
  readonly control: Uint8Array;
  /** Day on which the member was assigned; their window begins on it. */
  readonly entryDay: Int32Array;
}

export interface ExperimentOptions {
  readonly members: ExperimentMembers;
  readonly asOf: number;
  /** Length of each member's own window: 30 or 90 days. Both are read, to catch sales that were merely pulled forward. */
  readonly windowDays: number;
  /** Share of members that was drawn into the control group. */
  readonly controlShare: number;
  /** Margin as a share of net sales; null when it is not known. */
  readonly marginRate: number | null;
}

/** One arm. Orders are those of the members' windows; money is order-date net sales with all returns known today, null without. */
interface ExperimentArm {
  readonly customers: number;
  readonly buyers: number;
  readonly buyerRate: number | null;
  readonly orders: number;
  readonly netSalesMinor: number | null;
  readonly marginMinor: number | null;
}

interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ExperimentResult {
  readonly windowDays: number;
  /** `tooEarly` until the last member's window has passed: no figure is shown before, so nobody stops at a lucky day. */
  readonly state: "tooEarly" | "readable";
  /** The first day as of which the result can be read. */
  readonly readableFromDay: number | null;
  readonly treated: ExperimentArm | null;
  readonly control: ExperimentArm | null;
  /** Share of buyers, treated minus control, with Newcombe's 95 % interval; null when an arm is empty. */
  readonly buyerRateDifference: Interval | null;
  /** The same difference times the treated members: buyers that would not have bought. */
  readonly extraBuyers: Interval | null;
  /** Net sales a member, treated minus control, with Welch's 95 % interval; null below the least number of buyers. */
  readonly netSalesPerMemberDifferenceMinor: Interval | null;
  /** Buyers each arm needs before money carries an interval: below it the interval misses far more often than it says. */
  readonly buyersNeededForMoney: number;
}

interface ExperimentTally {
  readonly hasMoney: boolean;
  /** By arm (0 treated, 1 control): buyers, orders, Σ net sales and Σ of their squares over members. */
  readonly arms: Float64Array;
}
const SQUARES = 3;
const FIELDS = SQUARES + SQUARE_SUMS;

const BUYERS_FOR_MONEY = { equalShares: 25, otherShares: 100 } as const;

/**
 * What an experiment brought, METRICS section 10: analysed by assignment, whoever was really reached, each member from their own
 * entry on (days entry … entry + windowDays − 1).
 */
export function experimentResult(timelines: Timelines, options: ExperimentOptions): ExperimentResult {
  return computed(experimentReport, timelines, options);
}

export const experimentReport: MergeableReport<ExperimentTally, ExperimentResult, ExperimentOptions> = {
  tally: experimentTally,
  merge: (tallies) => ({
    hasMoney: tallies[0]!.hasMoney,
    arms: addedUp(tallies.map(({ arms }) => arms)),
  }),
  value: (tally, options) => {
    const { members, windowDays, asOf, controlShare } = options;
    const readableFromDay = members.entryDay.length === 0 ? null : latest(members.entryDay) + windowDays - 1;
    const buyersNeededForMoney = controlShare === 0.5 ? BUYERS_FOR_MONEY.equalShares : BUYERS_FOR_MONEY.otherShares;
    const empty = {
      windowDays,
      readableFromDay,
      buyersNeededForMoney,
      treated: null,
      control: null,
      buyerRateDifference: null,
      extraBuyers: null,
      netSalesPerMemberDifferenceMinor: null,
    };
    if (readableFromDay === null || asOf < readableFromDay) return { ...empty, state: "tooEarly" };
    let controls = 0;
    for (const isControl of members.control) controls += isControl;
    const sizes = [members.control.length - controls, controls] as const;
    const treated = armOf(tally, 0, sizes[0], options.marginRate);
    const control = armOf(tally, 1, sizes[1], options.marginRate);
    const difference = newcombe(treated.buyers, treated.customers, control.buyers, control.customers);
    const enough = tally.hasMoney && Math.min(treated.buyers, control.buyers) >= buyersNeededForMoney;
    return {
      ...empty,
      state: "readable",
      treated,
      control,
      buyerRateDifference: difference,
      extraBuyers: difference && scaled(difference, treated.customers),
      netSalesPerMemberDifferenceMinor: enough ? welch(tally.arms, sizes) : null,
    };
  },
};

function experimentTally(timelines: Timelines, { members, asOf, windowDays }: ExperimentOptions): ExperimentTally {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const arms = new Float64Array(2 * FIELDS);
  let member = 0;
  for (let i = 0; i < customerIds.length; i++) {
    while (member < members.customerIds.length && members.customerIds[member]! < customerIds[i]!) member++;
    if (member === members.customerIds.length) break;
    if (members.customerIds[member] !== customerIds[i]) continue;
    const from = members.entryDay[member]!;
    const to = Math.min(from + windowDays - 1, asOf);
    let orders = 0;
    let net = 0;
    for (let o = orderStart[i]!; o < orderStart[i + 1]! && day[o]! <= to; o++) {
      if (day[o]! < from) continue;
      orders++;
      net += netMinor[o]!;
    }
    if (orders === 0) continue;
    const arm = members.control[member]! * FIELDS;
    arms[arm]!++;
    arms[arm + 1]! += orders;
    arms[arm + 2]! += net;
    addSquare(arms, arm + SQUARES, net);
  }
  return { hasMoney: timelines.hasMoney, arms };
}

function armOf(
  { hasMoney, arms }: ExperimentTally,
  arm: 0 | 1,
  customers: number,
  marginRate: number | null,
): ExperimentArm {
  const [buyers, orders, net] = [arms[arm * FIELDS]!, arms[arm * FIELDS + 1]!, arms[arm * FIELDS + 2]!];
  return {
    customers,
    buyers,
    buyerRate: rate(buyers, customers),
    orders,
    netSalesMinor: hasMoney ? net : null,
    marginMinor: hasMoney && marginRate !== null ? net * marginRate : null,
  };
}

/** Welch's interval of the difference of two means (Welch 1947; degrees of freedom after Satterthwaite). */
function welch(arms: Float64Array, sizes: readonly [number, number]): Interval {
  const [treated, control] = [0, 1].map((arm) => {
    const n = sizes[arm]!;
    const mean = arms[arm * FIELDS + 2]! / n;
    const variance = Math.max(0, (sumOfSquares(arms, arm * FIELDS + SQUARES) - n * mean * mean) / (n - 1));
    return { mean, n, squaredError: variance / n };
  }) as [WelchArm, WelchArm];
  const squaredError = treated.squaredError + control.squaredError;
  const value = treated.mean - control.mean;
  if (squaredError === 0) return { value, low: value, high: value };
  const degrees =
    squaredError ** 2 / (treated.squaredError ** 2 / (treated.n - 1) + control.squaredError ** 2 / (control.n - 1));
  const half = tQuantile97_5(degrees) * Math.sqrt(squaredError);
  return { value, low: value - half, high: value + half };
}

interface WelchArm {
  readonly mean: number;
  readonly n: number;
  readonly squaredError: number;
}

function scaled({ value, low, high }: Interval, by: number): Interval {
  return { value: value * by, low: low * by, high: high * by };
}

function latest(days: Int32Array): number {
  let last = days[0]!;
  for (const day of days) if (day > last) last = day;
  return last;
}

/**
 * The smallest relative lift that an experiment of these sizes would show in four of five cases (two-sided 5 %, power 80 %),
 * given the share that buys anyway; null when no lift up to "everybody buys" would. Solved by fixed-point iteration of the
 * usual formula for two proportions (Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, ch. 4).
 */
export function smallestVisibleLift(untreatedRate: number, treated: number, control: number): number | null {
  if (!(untreatedRate > 0) || treated <= 0 || control <= 0) return null;
  const p0 = untreatedRate;
  let difference = 0;
  for (let step = 0; step < 100; step++) {
    const p1 = p0 + difference;
    if (p1 >= 1) return null;
    const pooled = (treated * p1 + control * p0) / (treated + control);
    const underNone = Math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control));
    const underSome = Math.sqrt((p1 * (1 - p1)) / treated + (p0 * (1 - p0)) / control);
    const next = Z_97_5 * underNone + Z_80 * underSome;
    if (Math.abs(next - difference) < 1e-12) break;
    difference = next;
  }
  return difference / p0;
}
