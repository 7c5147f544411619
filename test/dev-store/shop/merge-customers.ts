import type { Customer } from "../model.ts";
import { gid } from "./payload-values.ts";
import { ImpossibleAction, instantOf, touch, type Outcome, type Scene } from "./scene.ts";
import { customerEvent, requireCustomer } from "./shoppers.ts";

/**
 * Merges two customers: orders, checkouts and tags of one go to the other, and the one is gone. Shopify tells the app by
 * customers/merge; the orders keep their `updatedAt` and send nothing, so an app that looks at orders alone misses it.
 */
export function mergeCustomers(
  scene: Scene,
  { keptId, removedId }: { keptId: bigint; removedId: bigint },
): Outcome<{ customer: Customer }> {
  const { shop } = scene;
  if (keptId === removedId) throw new ImpossibleAction("A customer cannot be merged with itself.");
  const kept = requireCustomer(shop, keptId);
  const removed = requireCustomer(shop, removedId);
  if (kept.emailConsent === "REDACTED" || removed.emailConsent === "REDACTED") {
    throw new ImpossibleAction("A redacted customer cannot be merged.");
  }
  for (const order of shop.orders.values()) if (order.customerId === removedId) order.customerId = keptId;
  for (const checkout of shop.checkouts.values()) if (checkout.customerId === removedId) checkout.customerId = keptId;
  kept.tags = [...new Set([...kept.tags, ...removed.tags])].sort();
  kept.createdAtMs = Math.min(kept.createdAtMs, removed.createdAtMs);
  touch(kept, scene.nowMs);
  shop.customers.delete(removedId);
  const payload = {
    admin_graphql_api_customer_kept_id: gid("Customer", keptId),
    admin_graphql_api_customer_deleted_id: gid("Customer", removedId),
    admin_graphql_api_job_id: null,
    status: "completed",
    errors: [],
  };
  return {
    customer: kept,
    events: [
      { topic: "customers/merge", happenedAtMs: instantOf(scene), payload },
      customerEvent(scene, "customers/update", kept),
    ],
  };
}

/** Deletes a customer; as in Shopify only one without orders. */
export function deleteCustomer(scene: Scene, { customerId }: { customerId: bigint }): Outcome<{ customerId: bigint }> {
  const { shop } = scene;
  const customer = requireCustomer(shop, customerId);
  for (const order of shop.orders.values()) {
    if (order.customerId === customerId)
      throw new ImpossibleAction(`${customer.email ?? "This customer"} has orders and cannot be deleted.`);
  }
  shop.customers.delete(customerId);
  for (const checkout of shop.checkouts.values()) if (checkout.customerId === customerId) checkout.customerId = null;
  const payload = { id: customerId, admin_graphql_api_id: gid("Customer", customerId), tax_exemptions: [] };
  return { customerId, events: [{ topic: "customers/delete", happenedAtMs: instantOf(scene), payload }] };
}
