import { Z_95 } from "./normal.ts";
import { wilson } from "./wilson.ts";

/** One finished window of the goal's length: a rate and the cases it rests on. */
export interface GoalWindow {
  readonly rate: number;
  readonly cases: number;
}

/** What the plan's tactics are expected to add to the rate, and the most they can be expected to (90 % quantile). */
export interface PlanEffect {
  readonly expected: number;
  readonly high: number;
}

export interface GoalFeasibility {
  /** The rate of the last finished window. */
  readonly baseline: number;
  /** How much the rate changes from window to window by itself. */
  readonly sd: number;
  /** Where `sd` comes from: the shop's own windows, or the uncertainty of the baseline. */
  readonly sdFrom: "windows" | "baseline";
  /** The highest target that can be promised. */
  readonly ceiling: number;
  /** What is proposed instead: baseline plus the expected effect. */
  readonly proposal: number;
  readonly verdict: "feasible" | "aboveCeiling" | "belowBaseline";
}

/** Changes between windows that must exist before their spread is taken for the shop's own. */
const LEAST_CHANGES = 4;

/**
 * Whether a target can be reached, METRICS section 12. `windows` are the finished windows of the last 24 months, earliest first,
 * one after another. Ceiling = baseline + 1.645 × sd of the changes between consecutive windows (with fewer than four changes:
 * twice the half-width of the baseline's Wilson interval) + the plan's upper effect. Null without a finished window that has cases.
 */
export function goalFeasibility(
  windows: readonly GoalWindow[],
  plan: PlanEffect,
  target: number,
): GoalFeasibility | null {
  const last = windows.at(-1);
  const interval = last && wilson(last.rate * last.cases, last.cases);
  if (!last || !interval) return null;
  const changes = windows.slice(1).map((window, i) => window.rate - windows[i]!.rate);
  const sdFrom = changes.length >= LEAST_CHANGES ? "windows" : "baseline";
  const sd = sdFrom === "windows" ? sampleSd(changes) : interval.high - interval.low;
  const ceiling = Math.min(1, last.rate + Z_95 * sd + plan.high);
  return {
    baseline: last.rate,
    sd,
    sdFrom,
    ceiling,
    proposal: Math.min(1, last.rate + plan.expected),
    verdict: target > ceiling ? "aboveCeiling" : target < last.rate ? "belowBaseline" : "feasible",
  };
}

function sampleSd(values: readonly number[]): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}
