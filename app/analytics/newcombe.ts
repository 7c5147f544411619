import { wilson } from "./wilson.ts";

/**
 * Difference of two proportions, p₁ − p₀, with Newcombe's 95 % interval (Newcombe 1998, method 10: from the Wilson interval of
 * each); null when one of them has no cases.
 */
export function newcombe(
  successes1: number,
  cases1: number,
  successes0: number,
  cases0: number,
): { value: number; low: number; high: number } | null {
  const one = wilson(successes1, cases1);
  const zero = wilson(successes0, cases0);
  if (one === null || zero === null) return null;
  const p1 = successes1 / cases1;
  const p0 = successes0 / cases0;
  const value = p1 - p0;
  return {
    value,
    low: value - Math.hypot(p1 - one.low, zero.high - p0),
    high: value + Math.hypot(one.high - p1, p0 - zero.low),
  };
}
