import { ACQUISITION_TACTICS } from "./acquisition.ts";
import { BASKET_TACTICS } from "./basket.ts";
import { CONTENT_TACTICS } from "./content.ts";
import { FEEDBACK_TACTICS } from "./feedback.ts";
import { FRICTION_TACTICS } from "./friction.ts";
import { LOYALTY_TACTICS } from "./loyalty.ts";
import { NEWSLETTER_TACTICS } from "./newsletter.ts";
import { PERSONALISATION_TACTICS } from "./personalisation.ts";
import { SUBSCRIPTION_TACTICS } from "./subscription.ts";
import type { Tactic, TacticKey } from "./tactic.ts";
import { WELCOME_TACTICS } from "./welcome.ts";
import { WIN_BACK_TACTICS } from "./win-back.ts";

/** Every tactic, by family. A test holds the list against `TACTIC_KEYS`. */
export const TACTICS: readonly Tactic[] = [
  ...ACQUISITION_TACTICS,
  ...LOYALTY_TACTICS,
  ...PERSONALISATION_TACTICS,
  ...SUBSCRIPTION_TACTICS,
  ...CONTENT_TACTICS,
  ...WELCOME_TACTICS,
  ...FRICTION_TACTICS,
  ...BASKET_TACTICS,
  ...NEWSLETTER_TACTICS,
  ...FEEDBACK_TACTICS,
  ...WIN_BACK_TACTICS,
];

const BY_KEY: ReadonlyMap<TacticKey, Tactic> = new Map(TACTICS.map((tactic) => [tactic.key, tactic]));

/** The tactic of a key; throws for a key without tactic, which a test rules out. */
export function tacticOf(key: TacticKey): Tactic {
  const tactic = BY_KEY.get(key);
  if (!tactic) throw new Error(`No tactic is filed under ${key}.`);
  return tactic;
}
