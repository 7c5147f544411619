import { SMALL_NUMBER_OF_CASES, wilson } from "../analytics/wilson.ts";
import { known, unknown } from "./definition.ts";
import type { Figure } from "./definition.ts";

/** A rate with its cases; `low` and `high` are the Wilson 95 % interval, `few` says that there are under 30 cases. */
export interface RateOfCases {
  readonly rate: Figure;
  readonly cases: number;
  readonly of: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly few: boolean;
}

/** `cases` out of `of`. Without anybody the rate is unknown, not 0. */
export function rateOfCases(cases: number, of: number): RateOfCases {
  const interval = wilson(cases, of);
  return {
    rate: of > 0 ? known(cases / of) : unknown("noCases"),
    cases,
    of,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    few: of < SMALL_NUMBER_OF_CASES,
  };
}
