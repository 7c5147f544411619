import { z } from "zod";

const share = z.number().min(0).max(1);

/** Shares are probabilities between 0 and 1, drawn for each delivery (bad signature and lost answer: for each attempt). */
export const webhookFaultsSchema = z
  .object({
    /** Sent twice with the same webhook id. */
    duplicate: share,
    /** Never sent. */
    loss: share,
    /** Held back until after a later one. */
    reorder: share,
    /** Signed with a secret that is not the app's. */
    badSignature: share,
    /** The app's answer does not arrive in time, so the same delivery is tried again. */
    lostAnswer: share,
    /** Every delivery waits this long first. */
    delayMs: z.number().int().min(0).max(3_600_000),
  })
  .strict();

/** The switches for deliveries that go wrong, as they do on the real platform. */
export type WebhookFaults = z.infer<typeof webhookFaultsSchema>;

/** Deliveries on a good day. */
export function noWebhookFaults(): WebhookFaults {
  return { duplicate: 0, loss: 0, reorder: 0, badSignature: 0, lostAnswer: 0, delayMs: 0 };
}

/** A repeatable source of numbers in [0, 1): mulberry32. The same seed gives the same faults. */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
