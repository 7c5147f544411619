import { minimise } from "../minimise.ts";
import { ordersUntil } from "../orders-until.ts";
import { digamma, logGamma } from "../special-functions.ts";
import type { Timelines } from "../timelines.ts";

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

/** The mean of each customer's daily totals after the first order day, up to `asOf`. */
export function spendSummary(timelines: Timelines, asOf: number): SpendSummary {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const unit = 10 ** timelines.currencyDigits;
  const repeatDays = new Int32Array(customerIds.length);
  const meanDayValue = new Float64Array(customerIds.length);
  let n = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    let days = 0;
    let net = 0;
    for (let o = start + 1; o < end; o++) {
      if (day[o] === day[start]) continue;
      if (day[o] !== day[o - 1]) days++;
      net += netMinor[o]!;
    }
    if (days === 0 || net <= 0) continue;
    repeatDays[n] = days;
    meanDayValue[n++] = net / days / unit;
  }
  return { repeatDays: repeatDays.subarray(0, n), meanDayValue: meanDayValue.subarray(0, n) };
}

/**
 * The Gamma-Gamma model of spending (Fader, Hardie 2013, note 025) by maximum likelihood: a customer's order values vary (gamma
 * with shape p) around a mean that varies between customers (inverse gamma with q and v).
 */
export function fitGammaGamma({ repeatDays, meanDayValue }: SpendSummary): GammaGammaFit {
  const n = repeatDays.length;
  const total = new Float64Array(n);
  let mostRepeats = 0;
  let meanOfMeans = 0;
  let constant = 0;
  let sumOfLogs = 0;
  const customersBy = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const x = repeatDays[i]!;
    total[i] = x * meanDayValue[i]!;
    mostRepeats = Math.max(mostRepeats, x);
    meanOfMeans += meanDayValue[i]! / n;
    constant -= Math.log(meanDayValue[i]!);
    sumOfLogs += x * Math.log(total[i]!);
    customersBy.set(x, (customersBy.get(x) ?? 0) + 1);
  }
  const byRepeats = [...customersBy];
  // ln f = lnΓ(px + q) − lnΓ(px) − lnΓ(q) + q·ln v − ln m + px·ln(mx) − (px + q)·ln(v + mx); gamma functions once per distinct x.
  const negative = (logs: Float64Array, gradient: Float64Array): number => {
    const [p, q, v] = Array.from(logs, Math.exp) as [number, number, number];
    if (![p, q, v].every((value) => value > 1e-150 && value < 1e150)) return Infinity;
    let value = constant + n * (q * Math.log(v) - logGamma(q)) + p * sumOfLogs;
    let dp = sumOfLogs;
    let dq = n * (Math.log(v) - digamma(q));
    let dv = (n * q) / v;
    for (const [x, count] of byRepeats) {
      value += count * (logGamma(p * x + q) - logGamma(p * x));
      const slope = digamma(p * x + q);
      dp += count * x * (slope - digamma(p * x));
      dq += count * slope;
    }
    for (let i = 0; i < n; i++) {
      const x = repeatDays[i]!;
      const log = Math.log(v + total[i]!);
      value -= (p * x + q) * log;
      dp -= x * log;
      dq -= log;
      dv -= (p * x + q) / (v + total[i]!);
    }
    gradient[0] = -dp * p;
    gradient[1] = -dq * q;
    gradient[2] = -dv * v;
    return Number.isNaN(value) ? Infinity : -value;
  };
  const found = minimise(negative, [Math.log(3), Math.log(3), Math.log(Math.max(meanOfMeans, 1e-9))]);
  const [p, q, v] = Array.from(found.x, Math.exp) as [number, number, number];
  const interior =
    n > 0 && found.converged && q > 1 && [p, q].every((parameter) => parameter > 1 / EDGE && parameter < EDGE);
  return { p, q, v, logLikelihood: -found.value, customers: n, interior };
}
