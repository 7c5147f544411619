/** Shopify's leaky bucket: every plan has a bucket of 20 times its restore rate. */
import type { PlanName } from "../model.ts";

const RESTORE_RATES: Readonly<Record<PlanName, number>> = { standard: 100, advanced: 200, plus: 1_000 };
const BUCKET_SECONDS = 20;

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

export interface Throttle {
  /** Takes the points if they are there. */
  take: (points: number, nowMs: number, plan: PlanName, factor: number) => boolean;
  /** Gives back what was not needed. */
  giveBack: (points: number) => void;
  status: (nowMs: number, plan: PlanName, factor: number) => ThrottleStatus;
}

/** One bucket, for one app in one shop. It starts full. `factor` scales bucket and rate. */
export function createThrottle(): Throttle {
  let used = 0;
  let atMs: number | null = null;

  const restore = (nowMs: number, rate: number): void => {
    if (atMs !== null && nowMs > atMs) used = Math.max(0, used - ((nowMs - atMs) / 1_000) * rate);
    atMs = nowMs;
  };

  const status: Throttle["status"] = (nowMs, plan, factor) => {
    const restoreRate = RESTORE_RATES[plan] * factor;
    restore(nowMs, restoreRate);
    const maximumAvailable = restoreRate * BUCKET_SECONDS;
    return { maximumAvailable, currentlyAvailable: Math.max(0, Math.floor(maximumAvailable - used)), restoreRate };
  };

  return {
    status,
    take: (points, nowMs, plan, factor) => {
      if (points > status(nowMs, plan, factor).currentlyAvailable) return false;
      used += points;
      return true;
    },
    giveBack: (points) => {
      used = Math.max(0, used - points);
    },
  };
}
