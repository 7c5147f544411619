import { adminGraphql, type AdminAnswer, type AdminCall, type AnswerPath } from "./admin-client.server.ts";
import type { AdminAccess } from "./admin-access.server.ts";
import { MAX_PAGE_SIZE } from "./admin-api.ts";
import { gidOf } from "./gid.ts";
import {
  ORDERS_PER_QUERY,
  orderLedgerDocument,
  orderLinesDocument,
  ordersByIdDocument,
  type AdminNode,
  type OrderWithChildren,
} from "./order-documents.ts";
import { customersByIdDocument, productsByIdDocument } from "./record-documents.ts";

/** The present state of one record, in the shape of a bulk file: the record, then its children with `__parentId`. */
export interface LiveRecord {
  id: bigint;
  /** Null: Shopify has no such record, or does not show it to the app. */
  nodes: AdminNode[] | null;
  /** Fields of the record that Shopify could not answer: null there means unknown, not empty. */
  unknownFields: string[];
}

/**
 * Orders in their present state with all lines and the whole ledger, in the order asked for. Orders with more children than one
 * query brings are paged. An answer that holds only a null and an error for an order is an error of the whole call.
 */
export async function fetchOrders(
  access: AdminAccess,
  ids: bigint[],
  call?: AdminCall,
): Promise<AdminAnswer<LiveRecord[]>> {
  const records: LiveRecord[] = [];
  for (let from = 0; from < ids.length; from += ORDERS_PER_QUERY) {
    const group = ids.slice(from, from + ORDERS_PER_QUERY);
    const gids = group.map((id) => gidOf("Order", id));
    const answer = await adminGraphql(access, ordersByIdDocument, { ids: gids }, call);
    if (!answer.ok) return answer;
    for (const [index, id] of group.entries()) {
      const order = answer.data.nodes[index] ?? null;
      if (order === null) {
        const denied = deniedNode(answer.unknown, index);
        if (denied) return denied;
        records.push({ id, nodes: null, unknownFields: [] });
        continue;
      }
      const flat = await flattenOrder(access, order, call);
      if (!flat.ok) return flat;
      records.push({ id, nodes: flat.data, unknownFields: fieldsUnder(answer.unknown, index) });
    }
  }
  return { ok: true, data: records, unknown: [] };
}

/** Customers in their present state. */
export const fetchCustomers = (access: AdminAccess, ids: bigint[], call?: AdminCall) =>
  fetchPlain(access, "Customer", ids, call);

/** Products in their present state. */
export const fetchProducts = (access: AdminAccess, ids: bigint[], call?: AdminCall) =>
  fetchPlain(access, "Product", ids, call);

async function fetchPlain(
  access: AdminAccess,
  type: "Customer" | "Product",
  ids: bigint[],
  call?: AdminCall,
): Promise<AdminAnswer<LiveRecord[]>> {
  const document = type === "Customer" ? customersByIdDocument : productsByIdDocument;
  const records: LiveRecord[] = [];
  for (let from = 0; from < ids.length; from += MAX_PAGE_SIZE) {
    const group = ids.slice(from, from + MAX_PAGE_SIZE);
    const answer = await adminGraphql(access, document, { ids: group.map((id) => gidOf(type, id)) }, call);
    if (!answer.ok) return answer;
    for (const [index, id] of group.entries()) {
      const node = answer.data.nodes[index] ?? null;
      if (node === null) {
        const denied = deniedNode(answer.unknown, index);
        if (denied) return denied;
      }
      records.push({ id, nodes: node && [node], unknownFields: fieldsUnder(answer.unknown, index) });
    }
  }
  return { ok: true, data: records, unknown: [] };
}

/** A null whose path stands in `errors` is no answer: the record may well exist. */
function deniedNode(
  unknown: AnswerPath[],
  index: number,
): { ok: false; reason: "accessDenied"; detail: string } | null {
  const denied = unknown.some((path) => path[0] === "nodes" && (path.length === 1 || path[1] === index));
  return denied
    ? { ok: false, reason: "accessDenied", detail: "Shopify does not show this kind of record to the app" }
    : null;
}

/** Names of the record's own fields below which something is unknown. */
function fieldsUnder(unknown: AnswerPath[], index: number): string[] {
  const names = unknown.flatMap((path) =>
    path[0] === "nodes" && path[1] === index && typeof path[2] === "string" ? [path[2]] : [],
  );
  return [...new Set(names)];
}

async function flattenOrder(
  access: AdminAccess,
  order: OrderWithChildren,
  call?: AdminCall,
): Promise<AdminAnswer<AdminNode[]>> {
  const { lineItems, agreements, ...fields } = order;
  const lines = [...lineItems.nodes];
  for (let page = lineItems.pageInfo; page.hasNextPage;) {
    const answer = await adminGraphql(access, orderLinesDocument, { id: order.id, after: page.endCursor }, call);
    if (!answer.ok) return answer;
    const next = answer.data.order?.lineItems;
    if (!next) break;
    lines.push(...next.nodes);
    page = next.pageInfo;
  }
  const nodes: AdminNode[] = [fields, ...lines.map((line) => ({ ...line, __parentId: order.id }))];
  const whole = !agreements.pageInfo.hasNextPage && agreements.nodes.every(({ sales }) => !sales.pageInfo.hasNextPage);
  if (whole) {
    for (const { sales, ...agreement } of agreements.nodes) {
      nodes.push({ ...agreement, __parentId: order.id });
      nodes.push(...sales.nodes.map((sale) => ({ ...sale, __parentId: agreement.id })));
    }
    return { ok: true, data: nodes, unknown: [] };
  }
  const ledger = await fetchLedger(access, order.id, call);
  return ledger.ok ? { ...ledger, data: [...nodes, ...ledger.data] } : ledger;
}

/** A long ledger, agreement by agreement: each has pages of its own and none can be asked for by its id. */
async function fetchLedger(access: AdminAccess, orderGid: string, call?: AdminCall): Promise<AdminAnswer<AdminNode[]>> {
  const nodes: AdminNode[] = [];
  let afterAgreement: string | null = null;
  let afterSale: string | null = null;
  for (;;) {
    const variables: { id: string; afterAgreement: string | null; afterSale: string | null } = {
      id: orderGid,
      afterAgreement,
      afterSale,
    };
    const answer = await adminGraphql(access, orderLedgerDocument, variables, call);
    if (!answer.ok) return answer;
    const page = answer.data.order?.agreements;
    const entry = page?.nodes[0];
    if (!page || !entry) return { ok: true, data: nodes, unknown: [] };
    const { sales, ...agreement } = entry;
    if (afterSale === null) nodes.push({ ...agreement, __parentId: orderGid });
    nodes.push(...sales.nodes.map((sale) => ({ ...sale, __parentId: agreement.id })));
    if (sales.pageInfo.hasNextPage) {
      afterSale = sales.pageInfo.endCursor;
      continue;
    }
    if (!page.pageInfo.hasNextPage) return { ok: true, data: nodes, unknown: [] };
    afterSale = null;
    afterAgreement = page.pageInfo.endCursor;
  }
}
