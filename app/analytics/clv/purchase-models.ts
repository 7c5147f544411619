import { minimise } from "../minimise.ts";
import { thinned } from "./customer-summary.ts";
import type { PurchaseSummary } from "./customer-summary.ts";
import { purchaseLikelihood } from "./purchase-likelihood.ts";
import type { DropOut } from "./purchase-likelihood.ts";

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
/** A parameter beyond 10^±5 has run to its edge; the search gives up a little later. */
const EDGE = 1e5;
const SEARCH_EDGE = Math.log(1e7);
/** Less than this above the NBD's log-likelihood: the fit has become the NBD. */
const NO_GAIN = 0.01;
/** Groups of the sample that gives a large shop its point to begin from; the fit itself always uses all. */
const SAMPLE_GROUPS = 20_000;

/** The model without drop-out. */
export function fitNbd(summary: PurchaseSummary): NbdFit {
  let orders = 0;
  let weeks = 0;
  for (let g = 0; g < summary.weight.length; g++) {
    orders += summary.weight[g]! * summary.repeatDays[g]!;
    weeks += (summary.weight[g]! * summary.customerAge[g]!) / DAYS_PER_WEEK;
  }
  // The mean rate is r / alpha: begin on that line.
  const start = [0, Math.log(Math.max(weeks, 1) / Math.max(orders, 1))];
  const found = minimise(purchaseLikelihood(summary, "never"), start, SEARCH_EDGE);
  return {
    unit: "week",
    r: Math.exp(found.x[0]!),
    alpha: Math.exp(found.x[1]!),
    logLikelihood: -found.value,
    customers: summary.customers,
  };
}

/** `start` is a fit of much the same customers, if there is one. It only saves time. */
export function fitBgNbd(summary: PurchaseSummary, nbd: NbdFit, start?: DropOutFit): DropOutFit {
  return fitDropOut(summary, nbd, "afterRepeat", start);
}

/** `start` is a fit of much the same customers, if there is one. It only saves time. */
export function fitMbgNbd(summary: PurchaseSummary, nbd: NbdFit, start?: DropOutFit): DropOutFit {
  return fitDropOut(summary, nbd, "afterEvery", start);
}

function fitDropOut(summary: PurchaseSummary, nbd: NbdFit, dropOut: DropOut, start?: DropOutFit): DropOutFit {
  const usual = [Math.log(nbd.r), Math.log(nbd.alpha), Math.log(0.5), Math.log(2)];
  const from = start?.interior
    ? [start.r, start.alpha, start.a, start.b].map(Math.log)
    : sampleStart(summary, dropOut, usual);
  const found = minimise(purchaseLikelihood(summary, dropOut), from, SEARCH_EDGE);
  const [r, alpha, a, b] = Array.from(found.x, Math.exp) as [number, number, number, number];
  const logLikelihood = -found.value;
  const interior =
    found.converged &&
    logLikelihood - nbd.logLikelihood >= NO_GAIN &&
    [r, a, b].every((parameter) => parameter > 1 / EDGE && parameter < EDGE);
  return { unit: "week", r, alpha, a, b, logLikelihood, customers: summary.customers, interior };
}

/** Where to begin: the maximum of an even sample, a few steps of the whole from the whole's own. */
function sampleStart(summary: PurchaseSummary, dropOut: DropOut, usual: number[]): readonly number[] {
  const every = Math.floor(summary.weight.length / SAMPLE_GROUPS);
  if (every < 2) return usual;
  const { x, converged } = minimise(purchaseLikelihood(thinned(summary, every), dropOut), usual, SEARCH_EDGE);
  return converged ? [...x] : usual;
}
