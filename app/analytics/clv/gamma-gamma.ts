import { minimise } from "../minimise.ts";
import { digamma, logGamma, trigamma } from "../special-functions.ts";
import type { Timelines } from "../timelines.ts";
import { purchaseHistories } from "./purchase-histories.ts";
import type { PurchaseHistories } from "./purchase-histories.ts";

/** What the Gamma-Gamma model needs: one entry per customer with a repeat day and a positive mean. */
export interface SpendSummary {
  /** Distinct order days after the first. */
  readonly repeatDays: Int32Array;
  /** Mean net sales of those days, in units of the currency (not minor ones). */
  readonly meanDayValue: Float64Array;
}

/** Parameters in units of the currency, as the literature has them: v is an amount. */
export interface GammaGammaFit {
  readonly p: number;
  readonly q: number;
  readonly v: number;
  readonly logLikelihood: number;
  readonly customers: number;
  /** False when there is no largest likelihood, or q ≤ 1: then the mean of the population does not exist. */
  readonly interior: boolean;
}

const EDGE = 1e5;
const SEARCH_EDGE = Math.log(1e7);
/** Customers of the sample that gives a large shop its point to begin from; the fit itself always uses all. */
const SAMPLE_CUSTOMERS = 20_000;

/** The mean of each customer's daily totals after the first order day, up to `asOf`. */
export function spendSummary(timelines: Timelines, asOf: number): SpendSummary {
  return spendOf(purchaseHistories(timelines, asOf));
}

/** The mean of each repeat customer's daily totals after the first order day. */
export function spendOf({ repeaters, currencyDigits }: PurchaseHistories): SpendSummary {
  const unit = 10 ** currencyDigits;
  const { laterNetMinor } = repeaters;
  const repeatDays = new Int32Array(laterNetMinor.length);
  const meanDayValue = new Float64Array(laterNetMinor.length);
  let n = 0;
  for (let i = 0; i < laterNetMinor.length; i++) {
    if (laterNetMinor[i]! <= 0) continue;
    repeatDays[n] = repeaters.repeatDays[i]!;
    meanDayValue[n++] = laterNetMinor[i]! / repeaters.repeatDays[i]! / unit;
  }
  return { repeatDays: repeatDays.subarray(0, n), meanDayValue: meanDayValue.subarray(0, n) };
}

/**
 * The Gamma-Gamma model of spending (Fader, Hardie 2013, note 025) by maximum likelihood: a customer's order values vary (gamma
 * with shape p) around a mean that varies between customers (inverse gamma with q and v).
 */
export function fitGammaGamma({ repeatDays, meanDayValue }: SpendSummary): GammaGammaFit {
  const n = repeatDays.length;
  let scale = 0;
  let constant = 0;
  for (let i = 0; i < n; i++) {
    scale += meanDayValue[i]! / n;
    constant -= Math.log(meanDayValue[i]!);
  }
  if (n === 0) return { p: 1, q: 1, v: 1, logLikelihood: 0, customers: 0, interior: false };
  const totals = totalsByRepeats(repeatDays, meanDayValue, 1 / scale);
  let start: readonly number[] = [Math.log(3), Math.log(3), 0];
  const every = Math.floor(n / SAMPLE_CUSTOMERS);
  if (every >= 2) {
    const sample = (_: number, i: number): boolean => i % every === 0;
    const few = totalsByRepeats(repeatDays.filter(sample), meanDayValue.filter(sample), 1 / scale);
    const { x, converged } = minimise(negativeLogLikelihood(few), start, SEARCH_EDGE);
    if (converged) start = [...x];
  }
  const found = minimise(negativeLogLikelihood(totals), start, SEARCH_EDGE);
  const [p, q, v] = Array.from(found.x, Math.exp) as [number, number, number];
  const interior = found.converged && q > 1 && [p, q].every((parameter) => parameter > 1 / EDGE && parameter < EDGE);
  return { p, q, v: v * scale, logLikelihood: constant - found.value, customers: n, interior };
}

/** Totals x·m of the customers in units of the mean of all, together for each x. */
interface TotalsOfRepeats {
  readonly repeats: number;
  readonly totals: Float64Array;
  readonly sumOfLogs: number;
}

function totalsByRepeats(repeatDays: Int32Array, meanDayValue: Float64Array, perUnit: number): TotalsOfRepeats[] {
  let most = 0;
  for (let i = 0; i < repeatDays.length; i++) most = Math.max(most, repeatDays[i]!);
  const sizes = new Uint32Array(most + 1);
  for (let i = 0; i < repeatDays.length; i++) sizes[repeatDays[i]!]!++;
  const ends = new Uint32Array(most + 1);
  for (let x = 1; x <= most; x++) ends[x] = ends[x - 1]! + sizes[x - 1]!;
  const sorted = new Float64Array(repeatDays.length);
  for (let i = 0; i < repeatDays.length; i++) {
    const x = repeatDays[i]!;
    sorted[ends[x]!++] = x * meanDayValue[i]! * perUnit;
  }
  const groups: TotalsOfRepeats[] = [];
  for (let repeats = 1; repeats <= most; repeats++) {
    if (sizes[repeats] === 0) continue;
    const totals = sorted.subarray(ends[repeats]! - sizes[repeats]!, ends[repeats]);
    let sumOfLogs = 0;
    for (let i = 0; i < totals.length; i++) sumOfLogs += Math.log(totals[i]!);
    groups.push({ repeats, totals, sumOfLogs });
  }
  return groups;
}

/**
 * Minus the log-likelihood, without the term −Σ ln m, as a function of the logarithms of p, q and v:
 * ln f = lnΓ(px + q) − lnΓ(px) − lnΓ(q) + q·ln v + px·ln(mx) − (px + q)·ln(v + mx). Gamma functions once for each x; for each
 * customer one division and one product, whose logarithm is taken once for many.
 */
function negativeLogLikelihood(groups: readonly TotalsOfRepeats[]) {
  return (logs: Float64Array, gradient: Float64Array, hessian: Float64Array): number => {
    const [p, q, v] = Array.from(logs, Math.exp) as [number, number, number];
    const logV = logs[2]!;
    const [logGammaQ, digammaQ, trigammaQ] = [logGamma(q), digamma(q), trigamma(q)];
    let value = 0;
    let [byP, byQ, byV, pp, pq, pv, qq, qv, vv] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (const { repeats: x, totals, sumOfLogs } of groups) {
      const count = totals.length;
      let logSums = 0;
      let product = 1;
      let [per, perSquare] = [0, 0];
      for (let i = 0; i < count; i++) {
        const sum = v + totals[i]!;
        const inverse = 1 / sum;
        per += inverse;
        perSquare += inverse * inverse;
        product *= sum;
        if (product > 1e150 || product < 1e-150) {
          logSums += Math.log(product);
          product = 1;
        }
      }
      logSums += Math.log(product);
      const shape = p * x + q;
      const [slope, curve] = [digamma(shape), trigamma(shape)];
      value += count * (logGamma(shape) - logGamma(p * x) - logGammaQ + q * logV) + p * x * sumOfLogs - shape * logSums;
      byP += x * (count * (slope - digamma(p * x)) + sumOfLogs - logSums);
      byQ += count * (slope - digammaQ + logV) - logSums;
      byV += (count * q) / v - shape * per;
      pp += x * x * count * (curve - trigamma(p * x));
      pq += x * count * curve;
      pv -= x * per;
      qq += count * (curve - trigammaQ);
      qv += count / v - per;
      vv += shape * perSquare - (count * q) / (v * v);
    }
    gradient.set([-byP * p, -byQ * q, -byV * v]);
    const [hpq, hpv, hqv] = [-pq * p * q, -pv * p * v, -qv * q * v];
    hessian.set([gradient[0]! - pp * p * p, hpq, hpv, hpq, gradient[1]! - qq * q * q, hqv]);
    hessian.set([hpv, hqv, gradient[2]! - vv * v * v], 6);
    return -value;
  };
}

/**
 * A customer's expected value of an order day, given x repeat days worth `total` together, in the unit of v: the population's mean
 * p·v / (q − 1) for x = 0, drawn towards the customer's own mean as x grows. Returns beyond the sales (a negative total) count as
 * sales of nothing.
 */
export function conditionalMean(
  { p, q, v }: Pick<GammaGammaFit, "p" | "q" | "v">,
  repeatDays: number,
  total: number,
): number {
  return (p * (v + Math.max(total, 0))) / (p * repeatDays + q - 1);
}

/** The log-likelihood of the customers' mean values at given parameters, in the unit of v. */
export function spendLogLikelihood(
  { p, q, v }: Pick<GammaGammaFit, "p" | "q" | "v">,
  { repeatDays, meanDayValue }: SpendSummary,
): number {
  const value = negativeLogLikelihood(totalsByRepeats(repeatDays, meanDayValue, 1));
  const logs = meanDayValue.reduce((sum, mean) => sum + Math.log(mean), 0);
  return -value(Float64Array.of(p, q, v).map(Math.log), new Float64Array(3), new Float64Array(9)) - logs;
}
