import { rate } from "./rate.ts";
import { wilson } from "./wilson.ts";

/** Within how many days of the first order a second one counts in comparisons of channels and products. */
export const REPEAT_DAYS = 90;

/** Of the customers whose first order is at least 90 days old: those with a second order within 90 days of it. */
export interface RepeatShare {
  readonly eligible: number;
  readonly repeated: number;
  readonly rate: number | null;
  /** Wilson's 95 % interval; null without eligible customers. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

export function repeatShare(eligible: number, repeated: number): RepeatShare {
  return { eligible, repeated, rate: rate(repeated, eligible), interval: wilson(repeated, eligible) };
}
