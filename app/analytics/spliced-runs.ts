import { firstFrom } from "./first-from.ts";

/** A stretch of a result that is copied as one block: the rows `from` … `to − 1` of the present part or of the whole. */
export interface Run {
  readonly ofPresent: boolean;
  readonly from: number;
  readonly to: number;
}

/** The rows of `whole` without the ids of `changed`, and all rows of `present`, by ascending id. All three ascend; `present` is within `changed`. */
export function runsById(whole: BigInt64Array, present: BigInt64Array, changed: BigInt64Array): Run[] {
  const runs: Run[] = [];
  let kept = 0;
  let told = 0;
  for (const id of changed) {
    const at = firstFrom(whole, id);
    if (at > kept) runs.push({ ofPresent: false, from: kept, to: at });
    kept = at < whole.length && whole[at] === id ? at + 1 : at;
    if (told < present.length && present[told] === id) runs.push({ ofPresent: true, from: told, to: ++told });
  }
  if (kept < whole.length) runs.push({ ofPresent: false, from: kept, to: whole.length });
  return runs;
}

/** The runs one level down: rows of parent i are start[i] … start[i + 1] − 1. */
export function runsBelow(runs: readonly Run[], whole: Uint32Array, present: Uint32Array): Run[] {
  return runs.map(({ ofPresent, from, to }) => {
    const start = ofPresent ? present : whole;
    return { ofPresent, from: start[from]!, to: start[to]! };
  });
}

/** The runs one level down where each row names its parent, in ascending order. */
export function runsByParent(runs: readonly Run[], whole: Uint32Array, present: Uint32Array): Run[] {
  return runs.map(({ ofPresent, from, to }) => {
    const parent = ofPresent ? present : whole;
    return { ofPresent, from: firstFrom(parent, from), to: firstFrom(parent, to) };
  });
}

export function lengthOf(runs: readonly Run[]): number {
  return runs.reduce((length, run) => length + run.to - run.from, 0);
}
