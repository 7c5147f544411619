import type { Customer, ShopEvent } from "../model.ts";
import { gid } from "./payload-values.ts";
import { ImpossibleAction, instantOf, touch, type Outcome, type Scene } from "./scene.ts";
import { customerEvent, requireCustomer } from "./shoppers.ts";

/** Adds and removes tags; they stay unique without regard to case and sorted, as Shopify keeps them. */
export function updateCustomerTags(
  scene: Scene,
  { customerId, add = [], remove = [] }: { customerId: bigint; add?: readonly string[]; remove?: readonly string[] },
): Outcome<{ customer: Customer }> {
  const customer = requireCustomer(scene.shop, customerId);
  const has = (tags: readonly string[], tag: string) => tags.some((other) => other.toLowerCase() === tag.toLowerCase());
  const removed = customer.tags.filter((tag) => has(remove, tag));
  const kept = customer.tags.filter((tag) => !has(remove, tag));
  const added: string[] = [];
  for (const tag of add.map((text) => text.trim()).filter((text) => text !== "")) {
    if (!has([...kept, ...added], tag)) added.push(tag);
  }
  if (added.length + removed.length === 0) throw new ImpossibleAction("The tags stay as they are.");
  if (kept.length + added.length > 250) throw new ImpossibleAction("A customer has at most 250 tags.");
  customer.tags = [...kept, ...added].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), "en"));
  touch(customer, scene.nowMs);
  const events: ShopEvent[] = [];
  if (added.length > 0) events.push(tagEvent(scene, "customer.tags_added", customer, added));
  if (removed.length > 0) events.push(tagEvent(scene, "customer.tags_removed", customer, removed));
  events.push(customerEvent(scene, "customers/update", customer));
  return { customer, events };
}

function tagEvent(scene: Scene, topic: string, customer: Customer, tags: string[]): ShopEvent {
  const happenedAtMs = instantOf(scene);
  return {
    topic,
    happenedAtMs,
    payload: { customerId: gid("Customer", customer.id), tags, occurredAt: new Date(happenedAtMs).toISOString() },
  };
}
