import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { wilsonReference } from "./origin-reports.ts";
import { ratio, total } from "./people.ts";

/** Chapters 10 to 12: what an experiment brought, what is learned of it, whom to contact, and what can be promised. */

export interface Member {
  readonly id: bigint;
  readonly isControl: boolean;
  readonly entryDay: number;
}

interface ExperimentQuestion {
  readonly members: readonly Member[];
  readonly asOf: number;
  readonly windowDays: number;
  readonly controlShare: number;
  readonly marginRate: number | null;
}

export function experimentReference(
  orders: readonly TimelineOrder[],
  { members, asOf, windowDays, controlShare, marginRate }: ExperimentQuestion,
) {
  const needed = controlShare === 0.5 ? 25 : 100;
  const readableFromDay =
    members.length === 0 ? null : Math.max(...members.map(({ entryDay }) => entryDay + windowDays - 1));
  if (readableFromDay === null || asOf < readableFromDay) {
    return {
      windowDays,
      state: "tooEarly",
      readableFromDay,
      treated: null,
      control: null,
      buyerRateDifference: null,
      extraBuyers: null,
      netSalesPerMemberDifferenceMinor: null,
      buyersNeededForMoney: needed,
    };
  }
  const counted = orders.filter(({ leftOut, customerId }) => leftOut === null && customerId !== null);
  const ordersOf = ({ id, entryDay }: Member): TimelineOrder[] =>
    counted.filter(({ customerId, day }) => customerId === id && day >= entryDay && day < entryDay + windowDays);
  const netOf = (member: Member): number => total(ordersOf(member).map(({ netMinor }) => netMinor));
  const arm = (isControl: boolean) => {
    const own = members.filter((member) => member.isControl === isControl);
    const buyers = own.filter((member) => ordersOf(member).length > 0).length;
    const nets = own.map(netOf);
    return {
      nets,
      shown: {
        customers: own.length,
        buyers,
        buyerRate: ratio(buyers, own.length),
        orders: total(own.map((member) => ordersOf(member).length)),
        netSalesMinor: total(nets),
        marginMinor: marginRate === null ? null : total(nets) * marginRate,
      },
    };
  };
  const [treated, control] = [arm(false), arm(true)];
  const difference = newcombeReference(treated.shown, control.shown);
  const enough = treated.shown.buyers >= needed && control.shown.buyers >= needed;
  const times = (factor: number, { value, low, high }: NonNullable<typeof difference>) => ({
    value: value * factor,
    low: low * factor,
    high: high * factor,
  });
  return {
    windowDays,
    state: "readable",
    readableFromDay,
    treated: treated.shown,
    control: control.shown,
    buyerRateDifference: difference,
    extraBuyers: difference && times(treated.shown.customers, difference),
    netSalesPerMemberDifferenceMinor: enough ? welchReference(treated.nets, control.nets) : null,
    buyersNeededForMoney: needed,
  };
}

interface Proportion {
  readonly buyers: number;
  readonly customers: number;
}

/** Newcombe (1998), method 10. */
function newcombeReference(one: Proportion, zero: Proportion) {
  const [w1, w0] = [one, zero].map(({ buyers, customers }) => wilsonReference(buyers, customers));
  if (!w1 || !w0) return null;
  const [p1, p0] = [one.buyers / one.customers, zero.buyers / zero.customers];
  return {
    value: p1 - p0,
    low: p1 - p0 - Math.sqrt((p1 - w1.low) ** 2 + (w0.high - p0) ** 2),
    high: p1 - p0 + Math.sqrt((w1.high - p1) ** 2 + (p0 - w0.low) ** 2),
  };
}

function welchReference(a: readonly number[], b: readonly number[]) {
  const [x, y] = [a, b].map((values) => {
    const mean = total(values) / values.length;
    const variance = total(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
    return { mean, n: values.length, error: variance / values.length };
  }) as [{ mean: number; n: number; error: number }, { mean: number; n: number; error: number }];
  const value = x.mean - y.mean;
  if (x.error + y.error === 0) return { value, low: value, high: value };
  const degrees = (x.error + y.error) ** 2 / (x.error ** 2 / (x.n - 1) + y.error ** 2 / (y.n - 1));
  const half = studentQuantile(degrees) * Math.sqrt(x.error + y.error);
  return { value, low: value - half, high: value + half };
}

/**
 * 97.5 % quantile of Student's t: where the density, added up by Simpson's rule from 0, has reached 0.475 of the area that the same
 * rule finds from 0 to far out (half of all).
 */
function studentQuantile(degrees: number): number {
  const density = (t: number): number => (1 + (t * t) / degrees) ** (-(degrees + 1) / 2);
  const area = (to: number): number => {
    const steps = 2000;
    const h = to / steps;
    let sum = density(0) + density(to);
    for (let i = 1; i < steps; i++) sum += density(i * h) * (i % 2 === 1 ? 4 : 2);
    return (sum * h) / 3;
  };
  const half = area(60);
  let [low, high] = [1.9, 2.3];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (area(middle) < 0.95 * half) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

interface Run {
  readonly treatedBuyers: number;
  readonly treated: number;
  readonly controlBuyers: number;
  readonly control: number;
}

export function learnedReference(prior: { mean: number; sd: number }, runs: readonly Run[]) {
  const told = runs.map((run) => {
    const [b1, n1] = [run.treatedBuyers, run.treated];
    const [b0, n0] = [run.controlBuyers, run.control];
    return {
      d: Math.log((b1 + 0.5) / (n1 + 1) / ((b0 + 0.5) / (n0 + 1))),
      s2: 1 / (b1 + 0.5) - 1 / (n1 + 1) + 1 / (b0 + 0.5) - 1 / (n0 + 1),
    };
  });
  const weight = 1 / prior.sd ** 2 + total(told.map(({ s2 }) => 1 / (s2 + 0.15 ** 2)));
  const weighted = prior.mean / prior.sd ** 2 + total(told.map(({ d, s2 }) => d / (s2 + 0.15 ** 2)));
  return { mean: weighted / weight, sd: weight ** -0.5 };
}

/** The tactic with the highest gain of each customer; none at a loss, none within seven days of the last contact. */
export function chosenTacticsReference(
  gains: readonly (readonly number[])[],
  lastContactDay: readonly number[],
  asOf: number,
) {
  const best = lastContactDay.map((last, i) => {
    const none = { tactic: -1, gainMinor: 0 };
    if (last !== -1 && asOf - last < 7) return none;
    const offers = gains
      .map((gain, tactic) => ({ tactic, gainMinor: gain[i]! }))
      .filter(({ gainMinor }) => gainMinor > 0)
      .sort((a, b) => b.gainMinor - a.gainMinor || a.tactic - b.tactic);
    return offers[0] ?? none;
  });
  return { tactic: best.map(({ tactic }) => tactic), gainMinor: best.map(({ gainMinor }) => gainMinor) };
}

export function goalReference(
  windows: readonly { rate: number; cases: number }[],
  plan: { expected: number; high: number },
  target: number,
) {
  const last = windows.at(-1);
  if (last === undefined || last.cases === 0) return null;
  const b = last.rate;
  const changes = windows.slice(1).map(({ rate }, i) => rate - windows[i]!.rate);
  const mean = total(changes) / changes.length;
  const own = Math.sqrt(total(changes.map((change) => (change - mean) ** 2)) / (changes.length - 1));
  const interval = wilsonReference(b * last.cases, last.cases)!;
  const sd = changes.length >= 4 ? own : 2 * ((interval.high - interval.low) / 2);
  const ceiling = Math.min(1, b + 1.6448536269514722 * sd + plan.high);
  return {
    baseline: b,
    sd,
    sdFrom: changes.length >= 4 ? "windows" : "baseline",
    ceiling,
    proposal: Math.min(1, b + plan.expected),
    verdict: target > ceiling ? "aboveCeiling" : target < b ? "belowBaseline" : "feasible",
  };
}
