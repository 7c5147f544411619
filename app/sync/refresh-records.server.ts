import type { AdminAnswer, AdminFailure } from "../shopify/admin-client.server.ts";
import { fetchCustomers, fetchOrders, fetchProducts, type LiveRecord } from "../shopify/live-records.server.ts";
import { finishDeliveries, type TakenDelivery } from "../store/inbox.server.ts";
import { applyRows } from "../store/merge.server.ts";
import { deleteCustomer, deleteOrder, deleteProduct, mergeCustomers } from "../store/removals.server.ts";
import { withShop } from "../store/with-shop.server.ts";
import type { ChangeContext, ChangeFailure } from "./change-context.ts";
import { nextJourneyCheck, scheduleJourneyChecks } from "./journey-checks.server.ts";
import { mapNode } from "./map-nodes.ts";
import { RowGroups } from "./row-groups.ts";
import { actionOf } from "./webhook-topics.ts";

/**
 * Fetches the present state of every record a group of deliveries names and stores it, with the deliveries' end, in one
 * transaction. A record is deleted only when a deletion was announced and Shopify no longer has it. Returns why it could not be
 * done, or null.
 */
export async function refreshRecords(
  context: ChangeContext,
  deliveries: TakenDelivery[],
): Promise<ChangeFailure | null> {
  const { shop, access, signal } = context;
  const call = { priority: "change", signal } as const;
  const fetchedAtMs = Date.now();
  const wanted = (kind: string) => idsOf(deliveries, kind);

  const orders = await fetchOrders(access, wanted("order"), call);
  if (!orders.ok) return failureOf(orders);
  // An order changes what is known of its customer (number of orders, perhaps consent), and may bring a new one.
  const buyers = orders.data.flatMap((order) => buyerOf(order));
  const customers = await fetchCustomers(access, unique([...wanted("customer"), ...buyers]), call);
  if (!customers.ok) return failureOf(customers);
  const products = await fetchProducts(access, wanted("product"), call);
  if (!products.ok) return failureOf(products);

  const groups = new RowGroups();
  for (const record of [...orders.data, ...customers.data, ...products.data]) {
    for (const [index, node] of (record.nodes ?? []).entries()) {
      const unknownFields = index === 0 ? record.unknownFields : [];
      groups.add(mapNode(node, { fetchedAtMs, currencyDigits: shop.currencyDigits, unknownFields }));
    }
  }
  const gone = {
    order: goneIds(orders.data),
    customer: goneIds(customers.data),
    product: goneIds(products.data),
  };
  await withShop(shop.shopId, async (tx) => {
    // Merges first: the rows that follow already carry the customer who stayed.
    for (const { fromId, intoId } of merges(deliveries)) {
      if (gone.customer.has(fromId) && !gone.customer.has(intoId))
        await mergeCustomers(tx, fromId, intoId, fetchedAtMs);
    }
    await applyRows(tx, groups.rows(), fetchedAtMs);
    for (const id of announced(deliveries, "deleteOrder", gone.order)) await deleteOrder(tx, id, fetchedAtMs);
    for (const id of announced(deliveries, "deleteCustomer", gone.customer)) await deleteCustomer(tx, id, fetchedAtMs);
    for (const id of announced(deliveries, "deleteProduct", gone.product)) await deleteProduct(tx, id, fetchedAtMs);
    await finishDeliveries(
      tx,
      deliveries.map(({ webhookId }) => webhookId),
      "done",
    );
  });
  const pending = groups.orders.filter((order) => order.journeyState === "pending");
  await scheduleJourneyChecks(
    shop.domain,
    pending.map((order) => ({ orderId: order.orderId, check: nextJourneyCheck(deliveries, order.orderId) })),
    fetchedAtMs,
  );
  return null;
}

const TEMPORARY: ReadonlySet<AdminFailure> = new Set(["throttled", "unavailable", "notInstalled"]);

function failureOf(answer: Extract<AdminAnswer<unknown>, { ok: false }>): ChangeFailure {
  return { kind: TEMPORARY.has(answer.reason) ? "later" : "faulty", detail: `${answer.reason}: ${answer.detail}` };
}

const unique = (ids: bigint[]) => [...new Set(ids)];

function idsOf(deliveries: TakenDelivery[], kind: string): bigint[] {
  return unique(
    deliveries.flatMap(({ records }) => records.filter((record) => record.kind === kind).map(({ id }) => BigInt(id))),
  );
}

function buyerOf(order: LiveRecord): bigint[] {
  const mapped = order.nodes?.[0] && mapNode(order.nodes[0], { fetchedAtMs: 0, currencyDigits: 2 });
  return mapped?.kind === "order" && mapped.row.customerId !== null ? [mapped.row.customerId] : [];
}

const goneIds = (records: LiveRecord[]) => new Set(records.filter(({ nodes }) => nodes === null).map(({ id }) => id));

/** Records whose deletion a delivery announced and which Shopify no longer has. */
function announced(deliveries: TakenDelivery[], action: string, gone: Set<bigint>): bigint[] {
  const named = deliveries.filter(({ topic }) => actionOf(topic) === action).flatMap(({ records }) => records);
  return unique(named.map(({ id }) => BigInt(id)).filter((id) => gone.has(id)));
}

function merges(deliveries: TakenDelivery[]): { fromId: bigint; intoId: bigint }[] {
  return deliveries.flatMap(({ topic, records }) => {
    const [kept, removed] = records;
    return actionOf(topic) === "mergeCustomers" && kept && removed
      ? [{ intoId: BigInt(kept.id), fromId: BigInt(removed.id) }]
      : [];
  });
}
