import { minimise } from "../minimise.ts";
import type { PurchaseSummary } from "./customer-summary.ts";

/**
 * Maximum-likelihood fits of three models of repeat buying. Customers buy at random (Poisson) with rates that vary between
 * them (gamma with shape r and rate alpha). In the NBD they never leave. In the BG/NBD (Fader, Hardie, Lee 2005) each may leave for
 * good after every repeat order; in the MBG/NBD (Batislam, Denizel, Filiztekin 2007) after the first order too. The chance to leave
 * varies between them (beta with a and b). Time is in weeks.
 */
export interface NbdFit {
  readonly unit: "week";
  readonly r: number;
  readonly alpha: number;
  readonly logLikelihood: number;
  readonly customers: number;
}

export interface DropOutFit extends NbdFit {
  readonly a: number;
  readonly b: number;
  /** False when the likelihood is largest at the edge (no drop-out, say): then the parameters mean nothing. */
  readonly interior: boolean;
}

const DAYS_PER_WEEK = 7;
/** A parameter beyond 10^±5 has run to its edge. */
const EDGE = 1e5;
/** Less than this above the NBD's log-likelihood: the fit has become the NBD. */
const NO_GAIN = 0.01;

/** The model without drop-out. */
export function fitNbd(summary: PurchaseSummary): NbdFit {
  let orders = 0;
  let weeks = 0;
  for (let g = 0; g < summary.weight.length; g++) {
    orders += summary.weight[g]! * summary.repeatDays[g]!;
    weeks += (summary.weight[g]! * summary.customerAge[g]!) / DAYS_PER_WEEK;
  }
  const likelihood = likelihoodOf(summary, "none");
  // The mean rate is r / alpha: begin on that line.
  const found = minimise(likelihood, [0, Math.log(Math.max(weeks, 1) / Math.max(orders, 1))]);
  return {
    unit: "week",
    r: Math.exp(found.x[0]!),
    alpha: Math.exp(found.x[1]!),
    logLikelihood: -found.value,
    customers: summary.customers,
  };
}

export function fitBgNbd(summary: PurchaseSummary, nbd: NbdFit): DropOutFit {
  return fitDropOut(summary, nbd, "afterRepeat");
}

export function fitMbgNbd(summary: PurchaseSummary, nbd: NbdFit): DropOutFit {
  return fitDropOut(summary, nbd, "afterEvery");
}

type DropOut = "none" | "afterRepeat" | "afterEvery";

function fitDropOut(summary: PurchaseSummary, nbd: NbdFit, dropOut: DropOut): DropOutFit {
  const start = [Math.log(nbd.r), Math.log(nbd.alpha), Math.log(0.5), Math.log(2)];
  const found = minimise(likelihoodOf(summary, dropOut), start);
  const [r, alpha, a, b] = Array.from(found.x, Math.exp) as [number, number, number, number];
  const logLikelihood = -found.value;
  const interior =
    found.converged &&
    logLikelihood - nbd.logLikelihood >= NO_GAIN &&
    [r, a, b].every((parameter) => parameter > 1 / EDGE && parameter < EDGE);
  return { unit: "week", r, alpha, a, b, logLikelihood, customers: summary.customers, interior };
}

/**
 * Minus the log-likelihood and its gradient, as functions of the logarithms of r, alpha, a and b.
 *
 * Gamma functions only ever appear as Γ(z + x)/Γ(z) with whole x, so they are running products; logarithms of alpha + t are
 * needed for whole days only. Both are tabled once per evaluation, which leaves one exponential and one logarithm a group.
 */
function likelihoodOf(summary: PurchaseSummary, dropOut: DropOut): (x: Float64Array, gradient: Float64Array) => number {
  const { repeatDays, ageAtLastOrder, customerAge, weight } = summary;
  const groups = weight.length;
  let mostRepeats = 0;
  let oldest = 0;
  for (let g = 0; g < groups; g++) {
    mostRepeats = Math.max(mostRepeats, repeatDays[g]!);
    oldest = Math.max(oldest, customerAge[g]!);
  }
  const logAge = new Float64Array(oldest + 1);
  const perAge = new Float64Array(oldest + 1);
  const ofR = risingFactorials(mostRepeats + 1);
  const ofB = risingFactorials(mostRepeats + 2);
  const ofAB = risingFactorials(mostRepeats + 2);
  const leaves = dropOut !== "none";
  // Chances to leave so far: x in the BG/NBD, x + 1 in the MBG/NBD.
  const extra = dropOut === "afterEvery" ? 1 : 0;

  return (logs, gradient) => {
    const r = Math.exp(logs[0]!);
    const alpha = Math.exp(logs[1]!);
    const a = leaves ? Math.exp(logs[2]!) : 0;
    const b = leaves ? Math.exp(logs[3]!) : 1;
    if (![r, alpha, b].every((value) => value > 0 && value < 1e150) || a > 1e150) return Infinity;
    for (let days = 0; days <= oldest; days++) {
      const age = alpha + days / DAYS_PER_WEEK;
      logAge[days] = Math.log(age);
      perAge[days] = 1 / age;
    }
    ofR.fill(r);
    if (leaves) {
      ofB.fill(b);
      ofAB.fill(a + b);
    }
    const logAlpha = logs[1]!;
    let value = 0;
    let [dr, dAlpha, da, db] = [0, 0, 0, 0];
    for (let g = 0; g < groups; g++) {
      const x = repeatDays[g]!;
      const age = customerAge[g]!;
      const last = ageAtLastOrder[g]!;
      const w = weight[g]!;
      let ll = ofR.log[x]! + r * logAlpha - (r + x) * logAge[age]!;
      let gone = 0;
      if (leaves && x + extra > 0) {
        const chances = x + extra;
        // Odds of having left right after the last order against still being there.
        const odds = (a / (b + chances - 1)) * Math.exp((r + x) * (logAge[age]! - logAge[last]!));
        gone = odds === Infinity ? 1 : odds / (1 + odds);
        ll += ofB.log[chances]! - ofAB.log[chances]!;
        ll +=
          odds === Infinity
            ? Math.log(a / (b + chances - 1)) + (r + x) * (logAge[age]! - logAge[last]!)
            : Math.log1p(odds);
        da += w * (gone / a - ofAB.slope[chances]!);
        db += w * (ofB.slope[chances]! - ofAB.slope[chances]! - gone / (b + chances - 1));
      }
      value += w * ll;
      dr += w * (ofR.slope[x]! + logAlpha - (1 - gone) * logAge[age]! - gone * logAge[last]!);
      dAlpha += w * (r / alpha - (r + x) * ((1 - gone) * perAge[age]! + gone * perAge[last]!));
    }
    gradient[0] = -dr * r;
    gradient[1] = -dAlpha * alpha;
    if (leaves) {
      gradient[2] = -da * a;
      gradient[3] = -db * b;
    }
    return Number.isNaN(value) ? Infinity : -value;
  };
}

/** Tables of ln Γ(z + x) − ln Γ(z) and its derivative by z, ψ(z + x) − ψ(z), for x = 0 … size − 1. */
function risingFactorials(size: number): { log: Float64Array; slope: Float64Array; fill: (z: number) => void } {
  const log = new Float64Array(size);
  const slope = new Float64Array(size);
  return {
    log,
    slope,
    fill: (z) => {
      for (let x = 1; x < size; x++) {
        log[x] = log[x - 1]! + Math.log(z + x - 1);
        slope[x] = slope[x - 1]! + 1 / (z + x - 1);
      }
    },
  };
}
