import { byCodePoint } from "./code-point-order.ts";
import { codeColumn, uint32Column } from "./columns.ts";
import type { CodeColumn } from "./columns.ts";
import type { Dimension } from "./dimension.ts";
import { lengthOf } from "./spliced-runs.ts";
import type { Run } from "./spliced-runs.ts";

/** A column of the whole and the same column of the part that is told anew. */
export interface Two<T> {
  readonly whole: T;
  readonly present: T;
}

/** The rows of the runs, written into `into`. */
export function spliced<T extends Uint8Array | CodeColumn | Int32Array | Float64Array | BigInt64Array>(
  runs: readonly Run[],
  { whole, present }: Two<T>,
  into: T,
): T {
  let at = 0;
  for (const { ofPresent, from, to } of runs) {
    (into as Uint8Array).set((ofPresent ? present : whole).subarray(from, to) as Uint8Array, at);
    at += to - from;
  }
  return into;
}

/** Where the rows below each row of the runs start, of a level whose starts are `whole` and `present`. */
export function splicedStart(runs: readonly Run[], { whole, present }: Two<Uint32Array>): Uint32Array {
  const start = uint32Column(lengthOf(runs) + 1);
  let at = 0;
  for (const { ofPresent, from, to } of runs) {
    const source = ofPresent ? present : whole;
    copyShifted(source.subarray(from + 1, to + 1), start[at]! - source[from]!, start.subarray(at + 1));
    at += to - from;
  }
  return start;
}

/** The parents that rows name, after the parents have been spliced by `parentRuns`; `runs` are the rows of these, run by run. */
export function splicedParents(
  runs: readonly Run[],
  parentRuns: readonly Run[],
  { whole, present }: Two<Uint32Array>,
): Uint32Array {
  const parents = uint32Column(lengthOf(runs));
  let at = 0;
  let parentsBefore = 0;
  runs.forEach(({ ofPresent, from, to }, r) => {
    const parent = parentRuns[r]!;
    const source = (ofPresent ? present : whole).subarray(from, to);
    copyShifted(source, parentsBefore - parent.from, parents.subarray(at));
    at += to - from;
    parentsBefore += parent.to - parent.from;
  });
  return parents;
}

function copyShifted(source: Uint32Array, shift: number, into: Uint32Array): void {
  if (shift === 0) into.set(source);
  else for (let i = 0; i < source.length; i++) into[i] = source[i]! + shift;
}

/** A dictionary column, with the values of both parts in code-point order. */
export function splicedDimension(runs: readonly Run[], { whole, present }: Two<Dimension>): Dimension {
  const merged = mergedValues({ whole: whole.values, present: present.values });
  return {
    values: merged.values,
    codes: splicedCodes(runs, { whole: whole.codes, present: present.codes }, merged),
  };
}

/** Codes of both parts as codes of the merged values, as wide as these need. */
export function splicedCodes(
  runs: readonly Run[],
  { whole, present }: Two<CodeColumn>,
  { values, wholeCode, presentCode }: MergedValues<string | null>,
): CodeColumn {
  const into = codeColumn(Math.max(0, values.length - 1), lengthOf(runs));
  let at = 0;
  for (const { ofPresent, from, to } of runs) {
    const source = (ofPresent ? present : whole).subarray(from, to);
    const codeOf = ofPresent ? presentCode : wholeCode;
    // Most changes bring no new value: the codes of the whole stay, and are copied in blocks.
    if (codeOf === null) into.set(source, at);
    else for (let i = 0; i < source.length; i++) into[at + i] = codeOf[source[i]!]!;
    at += source.length;
  }
  return into;
}

/** Values of two dictionaries in one, and what their codes are in it. */
export interface MergedValues<T> {
  readonly values: readonly T[];
  /** The new code of each code of the whole; null when they stay as they are. */
  readonly wholeCode: Uint32Array | null;
  readonly presentCode: Uint32Array;
}

/** Merges two dictionaries in code-point order, null first. Values that no row uses any more stay: the next full build drops them. */
export function mergedValues<T extends string | null>({ whole, present }: Two<readonly T[]>): MergedValues<T> {
  const places = Uint32Array.from(present, (value) => placeOf(whole, value));
  const fresh = present.filter((value, code) => whole[places[code]!] !== value);
  if (fresh.length === 0) return { values: whole, wholeCode: null, presentCode: places };
  const values: T[] = [];
  const wholeCode = new Uint32Array(whole.length);
  const presentCode = new Uint32Array(present.length);
  let w = 0;
  for (let p = 0; p <= present.length; p++) {
    const upTo = p < present.length ? places[p]! : whole.length;
    while (w < upTo) {
      wholeCode[w] = values.length;
      values.push(whole[w++]!);
    }
    if (p === present.length) break;
    presentCode[p] = values.length;
    if (w < whole.length && whole[w] === present[p]) wholeCode[w++] = values.length;
    values.push(present[p]!);
  }
  return { values, wholeCode, presentCode };
}

/** The first place of the ascending values that is not before `value`. */
function placeOf(values: readonly (string | null)[], value: string | null): number {
  if (value === null) return 0;
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = values[middle]!;
    if (other === null || byCodePoint(other, value) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
