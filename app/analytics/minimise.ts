/** Value of a function at `x`; writes its gradient into `gradient`. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** False when the search stopped at its limit of steps. */
  readonly converged: boolean;
}

const MAX_STEPS = 500;
/** The minimum is reached when the next step promises less than this share of the function's size. */
const TOLERANCE = 1e-13;
/** No step changes a variable by more than this, so that one far jump cannot leave the region where the function is sane. */
const LONGEST_STEP = 2;

/**
 * A local minimum of a smooth function of a few variables: BFGS with a line search for the weak Wolfe conditions (Nocedal and
 * Wright, chapter 6; bracketing as in Lewis and Overton 2013). The function may be Infinity where it is not defined.
 */
export function minimise(f: Differentiable, start: readonly number[]): Minimum {
  const n = start.length;
  let x = Float64Array.from(start);
  let gradient = new Float64Array(n);
  let value = f(x, gradient);
  const inverse = identity(n);
  let curvatureKnown = false;
  for (let step = 0; step < MAX_STEPS; step++) {
    let direction = times(inverse, gradient, -1);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      reset(inverse, n, 1);
      curvatureKnown = false;
      direction = gradient.map((g) => -g);
      slope = dot(direction, gradient);
    }
    if (slope === 0 || (curvatureKnown && -slope / 2 <= TOLERANCE * Math.max(1, Math.abs(value)))) {
      return { x, value, converged: true };
    }
    const longest = largest(direction);
    if (longest > LONGEST_STEP) direction = direction.map((d) => (d * LONGEST_STEP) / longest);
    const found = lineSearch(f, x, value, gradient, direction);
    // No lower value along a direction of descent: the minimum is reached to the precision of the function.
    if (!found) return { x, value, converged: true };
    const s = difference(found.x, x);
    const y = difference(found.gradient, gradient);
    // The first step tells the scale of the function; without it the first directions are far too long or too short.
    if (!curvatureKnown && dot(s, y) > 0) reset(inverse, n, dot(s, y) / dot(y, y));
    curvatureKnown ||= dot(s, y) > 0;
    update(inverse, s, y);
    ({ x, value, gradient } = found);
  }
  return { x, value, converged: false };
}

interface Point {
  x: Float64Array<ArrayBuffer>;
  value: number;
  gradient: Float64Array<ArrayBuffer>;
}

function lineSearch(
  f: Differentiable,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
): Point | null {
  const slope = dot(gradient, direction);
  let low = 0;
  let high = Infinity;
  let t = 1;
  let best: Point | null = null;
  for (let trial = 0; trial < 40; trial++) {
    const at = x.map((xi, i) => xi + t * direction[i]!);
    const gradientAt = new Float64Array(x.length);
    const valueAt = f(at, gradientAt);
    if (!(valueAt <= value + 1e-4 * t * slope)) {
      high = t;
    } else {
      best = { x: at, value: valueAt, gradient: gradientAt };
      if (dot(gradientAt, direction) >= 0.9 * slope) return best;
      low = t;
    }
    t = high === Infinity ? 2 * low : (low + high) / 2;
    if (t * largest(direction) > 4 * LONGEST_STEP) return best;
  }
  return best && best.value < value ? best : null;
}

/** The BFGS update of the inverse Hessian for a step s that changed the gradient by y. */
function update(inverse: Float64Array[], s: Float64Array, y: Float64Array): void {
  const sy = dot(s, y);
  if (!(sy > 1e-300)) return;
  const hy = times(inverse, y, 1);
  const factor = (sy + dot(y, hy)) / (sy * sy);
  for (let i = 0; i < s.length; i++) {
    for (let j = 0; j < s.length; j++) {
      inverse[i]![j]! += factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / sy;
    }
  }
}

function identity(n: number): Float64Array[] {
  const matrix = Array.from({ length: n }, () => new Float64Array(n));
  reset(matrix, n, 1);
  return matrix;
}

/** Makes the matrix `scale` times the identity. */
function reset(matrix: Float64Array[], n: number, scale: number): void {
  for (let i = 0; i < n; i++) {
    matrix[i]!.fill(0);
    matrix[i]![i] = scale;
  }
}

function times(matrix: readonly Float64Array[], vector: Float64Array, factor: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(matrix, (row) => factor * dot(row, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function largest(values: Float64Array): number {
  let size = 0;
  for (const value of values) size = Math.max(size, Math.abs(value));
  return size;
}
