/** Which orders a token reaches: without read_all_orders those of the last 60 days; older ones are silently absent. */
import type { Order } from "../model.ts";
import type { RequestContext } from "./request-context.ts";

const REACH_MS = 60 * 86_400_000;

/** Orders created before this instant are out of reach; null when all are within. */
export function orderReachSinceMs({ scopes, nowMs }: Pick<RequestContext, "scopes" | "nowMs">): number | null {
  return scopes.has("read_all_orders") ? null : nowMs - REACH_MS;
}

export function reachesOrder(order: Order, context: Pick<RequestContext, "scopes" | "nowMs">): boolean {
  const sinceMs = orderReachSinceMs(context);
  return sinceMs === null || order.createdAtMs >= sinceMs;
}
