import { logGamma } from "../special-functions.ts";
import type { DropOut } from "./purchase-likelihood.ts";

/**
 * A purchase model with its parameters: `never` is the NBD (a and b do not matter), `afterRepeat` the BG/NBD, `afterEvery` the
 * MBG/NBD. Times of the functions below are in the unit of alpha.
 */
export interface PurchaseModel {
  readonly dropOut: DropOut;
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/** A customer's history; all 0 for somebody who has just bought for the first time. */
export interface PurchaseHistory {
  readonly repeatDays: number;
  readonly ageAtLastOrder: number;
  readonly customerAge: number;
}

/** Terms of the series beyond which integrating is quicker, and beyond which tails are not listed. */
export const MOST_TERMS = 20_000;
/** Share of a sum that may be left out. */
const PRECISION = 1e-16;

/**
 * The probability that a customer has not left (Fader, Hardie, Lee 2008, note 021; Batislam et al. 2007). 1 in the NBD, and in the
 * BG/NBD for whoever has bought once: nobody can leave there before a repeat order.
 */
export function probabilityAlive(
  { dropOut, r, alpha, a, b }: PurchaseModel,
  { repeatDays, ageAtLastOrder, customerAge }: PurchaseHistory,
): number {
  const chances = repeatDays + (dropOut === "afterEvery" ? 1 : 0);
  if (dropOut === "never" || chances === 0) return 1;
  // ln((alpha + customerAge) / (alpha + ageAtLastOrder)), to full precision also where the two are close.
  const silence = Math.log1p((customerAge - ageAtLastOrder) / (alpha + ageAtLastOrder));
  return 1 / (1 + Math.exp(Math.log(a / (b + chances - 1)) + (r + repeatDays) * silence));
}

/** E[Y(t)]: orders expected in the next `time`, given the history. */
export function expectedOrders(model: PurchaseModel, history: PurchaseHistory, time: number): number {
  const alive = probabilityAlive(model, history);
  return alive === 0 ? 0 : alive * expectedOrdersOfActive(model, history.repeatDays, history.customerAge, time);
}

/** The probability of at least one order in the next `time`, given the history. */
export function probabilityOfOrder(model: PurchaseModel, history: PurchaseHistory, time: number): number {
  return (
    probabilityAlive(model, history) * probabilityOfOrderOfActive(model, history.repeatDays, history.customerAge, time)
  );
}

/** The same of a customer who is known not to have left. */
export function probabilityOfOrderOfActive(
  { r, alpha }: PurchaseModel,
  repeatDays: number,
  customerAge: number,
  time: number,
): number {
  return -Math.expm1(-(r + repeatDays) * Math.log1p(time / (alpha + customerAge)));
}

/**
 * Orders expected in the next `time` of a customer who has not left. It depends on the number of repeat days and on age, no longer
 * on when the last order was.
 *
 * Given that, the rate is gamma distributed with shape R = r + x and rate A = alpha + age, the chance p to leave beta with a and
 * B = b + chances so far. Were nobody to leave, the orders N would follow a negative binomial distribution, and N orders can happen
 * only while the customer stays, so E[Y] = Σ P(N = n)·Σ (1 − p)^(k − 1) over k = 1 … n, in the mean over p. The papers' closed form
 * is [1 − (A/(A + t))^R·₂F₁(R, B; a + B − 1; t/(A + t))]·(a + B − 1)/(a − 1): this is its series, rearranged so that all terms are
 * positive: nothing cancels, and a = 1 is a value like any other.
 */
export function expectedOrdersOfActive(
  model: PurchaseModel,
  repeatDays: number,
  customerAge: number,
  time: number,
): number {
  const shape = model.r + repeatDays;
  const age = model.alpha + customerAge;
  const mean = (shape * time) / age;
  if (model.dropOut === "never" || time === 0) return mean;
  const { a } = model;
  const b = chancesTaken(model, repeatDays);
  const ratio = time / (age + time);
  const terms = termsOf(mean, ratio);
  if (terms > MOST_TERMS) return integral(shape, time / age, a, b);
  // P(N = n) in units of P(N = 0), which may be too small for a number; `taken` logarithms are taken out on the way.
  let probability = 1;
  let taken = -shape * Math.log1p(time / age);
  let orders = 0;
  let staying = 1;
  let sum = 0;
  for (let n = 1; n <= terms; n++) {
    const growth = (ratio * (shape + n - 1)) / n;
    probability *= growth;
    orders += staying;
    staying *= (b + n - 1) / (a + b + n - 1);
    const term = probability * orders;
    sum += term;
    if (n > mean && term < PRECISION * sum * (1 - ratio)) break;
    if (probability > 1e250) {
      probability *= 1e-250;
      sum *= 1e-250;
      taken += 250 * Math.LN10;
    }
  }
  return sum * Math.exp(taken);
}

/**
 * P(Y ≥ n) within the next `time` for n = 1, 2, … of a customer who has not left, as far as it is above 1e-16 of P(Y ≥ 1) or so:
 * P(Y ≥ n) = P(N ≥ n)·E[(1 − p)^(n − 1)], with N and p as above.
 */
export function orderTailsOfActive(
  model: PurchaseModel,
  repeatDays: number,
  customerAge: number,
  time: number,
): Float64Array {
  if (time === 0) return new Float64Array(0);
  const shape = model.r + repeatDays;
  const age = model.alpha + customerAge;
  const ratio = time / (age + time);
  const mean = (shape * time) / age;
  const terms = Math.min(Math.ceil(termsOf(mean, ratio)), MOST_TERMS);
  const tails = new Float64Array(terms);
  // From the most likely number of orders to both sides, so that nothing starts from a probability too small for a number.
  const mode = Math.min(terms, Math.max(0, Math.floor(mean - time / age)));
  const atMode = Math.exp(
    logGamma(shape + mode) -
      logGamma(shape) -
      logGamma(mode + 1) +
      mode * Math.log(ratio) -
      shape * Math.log1p(time / age),
  );
  let below = atMode;
  let total = atMode;
  for (let n = mode; n > 0; n--) {
    if (n < mode) tails[n - 1] = below;
    else tails[n - 1] = atMode;
    below *= n / (ratio * (shape + n - 1));
    total += below;
  }
  let above = atMode;
  for (let n = mode + 1; n <= terms; n++) {
    above *= (ratio * (shape + n - 1)) / n;
    tails[n - 1] = above;
    total += above;
  }
  // All probabilities add up to 1, which also takes out the rounding of the first; unless there are more than can be listed.
  const whole = terms === MOST_TERMS ? Math.max(1, total) : total;
  let tail = 1 - total / whole;
  for (let n = terms; n > 0; n--) tails[n - 1] = tail += tails[n - 1]! / whole;
  if (model.dropOut === "never") return tails;
  const b = chancesTaken(model, repeatDays);
  let staying = 1;
  for (let n = 1; n <= terms; n++) {
    tails[n - 1]! *= staying;
    staying *= (b + n - 1) / (model.a + b + n - 1);
  }
  return tails;
}

/** The smallest n with P(Y > n) ≤ `exceeded`: a quantile, for a customer who has not left with probability `alive`. */
export function orderQuantile(tails: Float64Array, alive: number, exceeded: number): number {
  let low = 0;
  let high = tails.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (alive * tails[middle]! <= exceeded) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The beta distribution's second parameter after the chances to leave that were not taken. */
export function chancesTaken({ dropOut, b }: PurchaseModel, repeatDays: number): number {
  return b + repeatDays + (dropOut === "afterEvery" ? 1 : 0);
}

/** Up to which number of orders a negative binomial distribution has to be followed: far out in its tail. */
export function termsOf(mean: number, ratio: number): number {
  return mean + 12 * Math.sqrt(mean / (1 - ratio)) + 40 / -Math.log(ratio) + 2;
}

/**
 * E[(1 − (1 + p·s)^−R) / p] over p ~ beta(a, b), for series that are too long. The line through the values at p = 0 and p = 1 has an
 * exact mean; the rest vanishes at both ends, and is integrated over ln(p / (1 − p)) by equal steps, which converges
 * exponentially there.
 */
function integral(shape: number, s: number, a: number, b: number): number {
  const atZero = shape * s;
  const at = (p: number): number => -Math.expm1(-shape * Math.log1p(p * s)) / p;
  const atOne = at(1);
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const width = Math.sqrt(1 / a + 1 / b);
  const step = Math.min(0.25, 0.25 * width);
  // The centre of the mass; everything that counts lies within 40 widths of it, and where these are wide, within 45 of it and of 0.
  const centre = Math.log(a / b);
  const from = Math.max(Math.min(0, centre) - 45, centre - 40 * width);
  const to = Math.min(Math.max(0, centre) + 45, centre + 40 * width);
  let sum = 0;
  for (let logOdds = from; logOdds < to; logOdds += step) {
    const logP = -Math.log1p(Math.exp(-logOdds));
    const p = Math.exp(logP);
    const rest = 1 / (1 + Math.exp(logOdds));
    const difference = at(p) - atZero * rest - atOne * p;
    sum += difference * Math.exp(a * logP + b * (logP - logOdds) - logBeta);
  }
  return (atZero * b + atOne * a) / (a + b) + sum * step;
}
