/** Value of a function at `x`; writes its gradient and its second derivatives (row by row) into the arrays given. */
export type TwiceDifferentiable = (x: Float64Array, gradient: Float64Array, hessian: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** False when the search ran off to `edge`, or stopped at its limit of steps. */
  readonly converged: boolean;
}

const MAX_STEPS = 200;
/** The minimum is reached when the next step promises less than this share of the function's size. */
const TOLERANCE = 1e-12;
/** No step changes a variable by more than this, so that one far jump cannot leave the region where the function is sane. */
const LONGEST_STEP = 2;
/** Trials at one point before the function is taken to be flat to its precision. */
const MAX_TRIALS = 40;

/**
 * A local minimum of a smooth function of a few variables by Newton's method. Where the second derivatives do not curve upwards, or
 * a step does not lower the value as it should, their diagonal is enlarged until it does (Levenberg, Marquardt; Nocedal and
 * Wright, chapters 3 and 4). Few evaluations: each of ours passes over all customers. The function may be Infinity where it is not
 * defined; a variable beyond ±`edge` ends the search.
 */
export function minimise(f: TwiceDifferentiable, start: readonly number[], edge = Infinity): Minimum {
  const n = start.length;
  let here = evaluated(f, Float64Array.from(start));
  let damping = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    let next: Point | null = null;
    for (let trial = 0; trial < MAX_TRIALS && next === null; trial++) {
      const direction = newtonDirection(here, n, damping);
      if (direction === null) {
        damping = Math.max(4 * damping, 1e-3);
        continue;
      }
      const promised = promisedDecrease(here, direction);
      const x = here.x.map((value, i) => value + direction[i]!);
      // So near the bottom the function is its own quadratic model: the step needs no proof, and rounding would spoil one.
      if (promised <= TOLERANCE * Math.max(1, Math.abs(here.value))) {
        return damping <= 1e-3 ? { x, value: here.value - promised, converged: true } : { ...here, converged: true };
      }
      const there = evaluated(f, x);
      if (there.value <= here.value - 1e-4 * promised) {
        next = there;
        damping = damping < 1e-3 ? 0 : damping / 8;
      } else {
        damping = Math.max(4 * damping, 1e-2);
      }
    }
    if (next === null) return { x: here.x, value: here.value, converged: Number.isFinite(here.value) };
    here = next;
    if (here.x.some((value) => Math.abs(value) > edge)) return { x: here.x, value: here.value, converged: false };
  }
  return { x: here.x, value: here.value, converged: false };
}

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
}

function evaluated(f: TwiceDifferentiable, x: Float64Array): Point {
  const gradient = new Float64Array(x.length);
  const hessian = new Float64Array(x.length * x.length);
  const value = f(x, gradient, hessian);
  return { x, value: Number.isNaN(value) ? Infinity : value, gradient, hessian };
}

/** Solves (H + damping·|diagonal of H|)·d = −gradient by Cholesky's factors; null when the matrix is not positive definite. */
function newtonDirection({ gradient, hessian }: Point, n: number, damping: number): Float64Array | null {
  let size = 0;
  for (let i = 0; i < n; i++) size = Math.max(size, Math.abs(hessian[i * n + i]!));
  const factor = hessian.slice();
  for (let i = 0; i < n; i++) {
    factor[i * n + i]! += damping * Math.max(Math.abs(hessian[i * n + i]!), 1e-12 * size, 1e-300);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = factor[i * n + j]!;
      for (let k = 0; k < j; k++) value -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = value / factor[j * n + j]!;
      // Pivots lost in rounding: the direction would be noise.
      else if (!(value > 1e-14 * Math.abs(hessian[i * n + i]!)) || value === Infinity) return null;
      else factor[i * n + i] = Math.sqrt(value);
    }
  }
  const d = gradient.map((value) => -value);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) d[i]! -= factor[i * n + k]! * d[k]!;
    d[i]! /= factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) d[i]! -= factor[k * n + i]! * d[k]!;
    d[i]! /= factor[i * n + i]!;
  }
  let longest = 0;
  for (const value of d) longest = Math.max(longest, Math.abs(value));
  if (!Number.isFinite(longest)) return null;
  return longest > LONGEST_STEP ? d.map((value) => (value * LONGEST_STEP) / longest) : d;
}

/** How much lower the function's quadratic model lies after the step. */
function promisedDecrease({ gradient, hessian }: Point, step: Float64Array): number {
  const n = step.length;
  let decrease = 0;
  for (let i = 0; i < n; i++) {
    decrease -= gradient[i]! * step[i]!;
    for (let j = 0; j < n; j++) decrease -= 0.5 * step[i]! * hessian[i * n + j]! * step[j]!;
  }
  return decrease;
}
