import { gid } from "./payload-values.ts";
import { ImpossibleAction, instantOf, takeId, type Outcome, type Scene } from "./scene.ts";
import { complianceShop, shopPayload } from "./shop-payload.ts";

/** Shopify asks for erasure two days after an uninstall. */
const SHOP_REDACT_AFTER_MS = 48 * 3_600_000;

/**
 * The merchant removes the app: `app/uninstalled` now, `shop/redact` with a `happenedAtMs` two days later; the sender decides
 * whether to wait that long. Tokens and running bulk operations are revoked by whoever keeps them.
 */
export function uninstall(scene: Scene): Outcome<object> {
  const atMs = instantOf(scene);
  return {
    events: [
      { topic: "app/uninstalled", happenedAtMs: atMs, payload: shopPayload(scene.shop, atMs) },
      { topic: "shop/redact", happenedAtMs: atMs + SHOP_REDACT_AFTER_MS, payload: complianceShop(scene.shop) },
    ],
  };
}

/** The granted scopes change. Throws ImpossibleAction when they are the same. */
export function changeScopes(
  scene: Scene,
  { previous, current }: { previous: readonly string[]; current: readonly string[] },
): Outcome<object> {
  if ([...previous].sort().join() === [...current].sort().join())
    throw new ImpossibleAction("The scopes stay as they are.");
  const happenedAtMs = instantOf(scene);
  const payload = {
    id: takeId(scene.shop),
    shop_id: gid("Shop", scene.shop.facts.id),
    previous: [...previous],
    current: [...current],
    updated_at: new Date(happenedAtMs).toISOString(),
  };
  return { events: [{ topic: "app/scopes_update", happenedAtMs, payload }] };
}
