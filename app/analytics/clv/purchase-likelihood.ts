import type { TwiceDifferentiable } from "../minimise.ts";
import type { PurchaseSummary } from "./customer-summary.ts";

/** When a customer may leave for good: never, after every repeat order, or after every order, the first included. */
export type DropOut = "never" | "afterRepeat" | "afterEvery";

const DAYS_PER_WEEK = 7;

/**
 * Minus the log-likelihood of the purchase models with its first and second derivatives, as a function of the logarithms of r, alpha
 * and, where customers leave, a and b. Time is in weeks.
 *
 * Gamma functions only ever appear as Γ(z + x)/Γ(z) with whole x, so they are running sums; logarithms of alpha + t are needed for
 * whole days only. Everything that depends on x or on the customer's age alone is summed over these; what is left for each group is
 * ln(1 + odds), with the odds of having left right after the last order against still being there: one exponential.
 */
export function purchaseLikelihood(summary: PurchaseSummary, dropOut: DropOut): TwiceDifferentiable {
  const { repeatDays, ageAtLastOrder, customerAge, weight } = summary;
  const groups = weight.length;
  let mostRepeats = 0;
  let oldest = 0;
  for (let g = 0; g < groups; g++) {
    mostRepeats = Math.max(mostRepeats, repeatDays[g]!);
    oldest = Math.max(oldest, customerAge[g]!);
  }
  const customersByRepeats = new Float64Array(mostRepeats + 1);
  const customersByAge = new Float64Array(oldest + 1);
  const repeatsByAge = new Float64Array(oldest + 1);
  for (let g = 0; g < groups; g++) {
    customersByRepeats[repeatDays[g]!]! += weight[g]!;
    customersByAge[customerAge[g]!]! += weight[g]!;
    repeatsByAge[customerAge[g]!]! += weight[g]! * repeatDays[g]!;
  }
  const leaves = dropOut !== "never";
  const n = leaves ? 4 : 2;
  // Chances to leave so far: x in the BG/NBD, x + 1 in the MBG/NBD.
  const extra = dropOut === "afterEvery" ? 1 : 0;
  const logAge = new Float64Array(oldest + 1);
  const perAge = new Float64Array(oldest + 1);
  const ofR = risingFactorials(mostRepeats + 1);
  const ofB = risingFactorials(mostRepeats + 2);
  const ofAB = risingFactorials(mostRepeats + 2);

  return (logs, gradient, hessian) => {
    const r = Math.exp(logs[0]!);
    const alpha = Math.exp(logs[1]!);
    const a = leaves ? Math.exp(logs[2]!) : 0;
    const b = leaves ? Math.exp(logs[3]!) : 1;
    for (let days = 0; days <= oldest; days++) {
      const age = alpha + days / DAYS_PER_WEEK;
      logAge[days] = Math.log(age);
      perAge[days] = 1 / age;
    }
    ofR.fill(r);
    let value = 0;
    // First and second derivatives by the parameters themselves; by their logarithms at the end.
    const [first, second] = [new Float64Array(n), new Float64Array(n * n)];
    const add = (i: number, j: number, term: number): void => {
      second[i * n + j]! += term;
      if (i !== j) second[j * n + i]! += term;
    };
    for (let x = 1; x <= mostRepeats; x++) {
      const w = customersByRepeats[x]!;
      if (w === 0) continue;
      value += w * ofR.log[x]!;
      first[0]! += w * ofR.slope[x]!;
      second[0]! += w * ofR.curve[x]!;
    }
    for (let days = 0; days <= oldest; days++) {
      const w = customersByAge[days]!;
      if (w === 0) continue;
      const shape = r * w + repeatsByAge[days]!;
      const perDay = perAge[days]!;
      value += r * w * (logs[1]! - logAge[days]!) - repeatsByAge[days]! * logAge[days]!;
      first[0]! += w * (logs[1]! - logAge[days]!);
      first[1]! += (w * r) / alpha - shape * perDay;
      add(0, 1, w * (1 / alpha - perDay));
      add(1, 1, shape * perDay * perDay - (w * r) / (alpha * alpha));
    }
    if (leaves) {
      ofB.fill(b);
      ofAB.fill(a + b);
      for (let x = 0; x <= mostRepeats; x++) {
        const w = customersByRepeats[x]!;
        const chances = x + extra;
        if (w === 0 || chances === 0) continue;
        value += w * (ofB.log[chances]! - ofAB.log[chances]!);
        first[2]! -= w * ofAB.slope[chances]!;
        first[3]! += w * (ofB.slope[chances]! - ofAB.slope[chances]!);
        add(2, 2, -w * ofAB.curve[chances]!);
        add(2, 3, -w * ofAB.curve[chances]!);
        add(3, 3, w * (ofB.curve[chances]! - ofAB.curve[chances]!));
      }
      value += leavers(r, a, b, first, add);
    }
    const parameters = [r, alpha, a, b];
    for (let i = 0; i < n; i++) {
      gradient[i] = -parameters[i]! * first[i]!;
      for (let j = 0; j < n; j++) hessian[i * n + j] = -parameters[i]! * parameters[j]! * second[i * n + j]!;
      hessian[i * n + i]! += gradient[i]!;
    }
    return -value;
  };

  /** Σ weight·ln(1 + odds), and its derivatives. Groups are sorted by repeat days. */
  function leavers(
    r: number,
    a: number,
    b: number,
    first: Float64Array,
    add: (i: number, j: number, term: number) => void,
  ): number {
    let value = 0;
    // ln of a product of many (1 + e): one logarithm for hundreds of groups.
    let product = 1;
    let [byR, byAlpha, rr, rAlpha, alphaAlpha] = [0, 0, 0, 0, 0];
    let g = 0;
    while (g < groups && repeatDays[g]! + extra === 0) g++;
    while (g < groups) {
      const x = repeatDays[g]!;
      const shape = r + x;
      // ln odds = ln a − ln(b + chances − 1) + shape·(ln(alpha + age) − ln(alpha + ageAtLastOrder)).
      const perB = 1 / (b + x + extra - 1);
      const logFactor = Math.log(a * perB);
      let [gone, spread, spreadR, spreadAlpha] = [0, 0, 0, 0];
      for (; g < groups && repeatDays[g]! === x; g++) {
        const age = customerAge[g]!;
        const last = ageAtLastOrder[g]!;
        const w = weight[g]!;
        const silence = logAge[age]! - logAge[last]!;
        const logOdds = logFactor + shape * silence;
        const e = Math.exp(-Math.abs(logOdds));
        const nearer = 1 / (1 + e);
        if (logOdds > 0) value += w * logOdds;
        if (w === 1) {
          product *= 1 + e;
          if (product > 1e250) {
            value += Math.log(product);
            product = 1;
          }
        } else {
          value += w * Math.log1p(e);
        }
        const left = w * (logOdds > 0 ? nearer : e * nearer);
        const both = w * e * nearer * nearer;
        const perLast = perAge[last]!;
        const perNow = perAge[age]!;
        const slope = perNow - perLast;
        const bothSlope = both * slope;
        gone += left;
        spread += both;
        spreadR += both * silence;
        spreadAlpha += bothSlope;
        byR += left * silence;
        byAlpha += shape * left * slope;
        rr += both * silence * silence;
        rAlpha += shape * bothSlope * silence + left * slope;
        alphaAlpha += shape * (shape * bothSlope * slope + left * (perLast * perLast - perNow * perNow));
      }
      first[2]! += gone / a;
      first[3]! -= gone * perB;
      add(0, 2, spreadR / a);
      add(0, 3, -spreadR * perB);
      add(1, 2, (shape * spreadAlpha) / a);
      add(1, 3, -shape * spreadAlpha * perB);
      add(2, 2, (spread - gone) / (a * a));
      add(2, 3, (-spread * perB) / a);
      add(3, 3, (spread + gone) * perB * perB);
    }
    first[0]! += byR;
    first[1]! += byAlpha;
    add(0, 0, rr);
    add(0, 1, rAlpha);
    add(1, 1, alphaAlpha);
    return value + Math.log(product);
  }
}

/** Tables of ln Γ(z + x) − ln Γ(z) and its first and second derivative by z, for x = 0 … size − 1. */
function risingFactorials(size: number): {
  log: Float64Array;
  slope: Float64Array;
  curve: Float64Array;
  fill: (z: number) => void;
} {
  const [log, slope, curve] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  return {
    log,
    slope,
    curve,
    fill: (z) => {
      for (let x = 1; x < size; x++) {
        const per = 1 / (z + x - 1);
        log[x] = log[x - 1]! + Math.log(z + x - 1);
        slope[x] = slope[x - 1]! + per;
        curve[x] = curve[x - 1]! - per * per;
      }
    },
  };
}
