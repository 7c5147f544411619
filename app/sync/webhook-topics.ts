import { parseGid } from "../shopify/gid.ts";

/**
 * What each webhook topic says. A webhook is a hint: it names records, whose present state is then fetched. This table is the
 * only place that knows where a payload keeps its ids; `shopify.app.toml` asks for these fields alone.
 */

/** A record a webhook names. The id stays text: it may exceed 2^53. */
export interface HintedRecord {
  kind: "order" | "customer" | "product" | "bulkOperation" | "dataRequest";
  id: string;
}

/** What the worker does about a delivery. */
export type HintAction =
  | "refresh"
  | "deleteOrder"
  | "deleteCustomer"
  | "deleteProduct"
  | "mergeCustomers"
  | "uninstall"
  | "renewScopes"
  | "updateShop"
  | "bulkFinished"
  | "dataRequest"
  | "redactCustomer"
  | "redactShop";

type Payload = Record<string, unknown>;
interface TopicRule {
  action: HintAction;
  records: (payload: Payload) => (HintedRecord | null)[];
}

const order =
  (...paths: string[]) =>
  (payload: Payload) => [record("order", payload, paths)];
const customer =
  (...paths: string[]) =>
  (payload: Payload) => [record("customer", payload, paths)];
const product =
  (...paths: string[]) =>
  (payload: Payload) => [record("product", payload, paths)];
const nothing = () => [];

const RULES: ReadonlyMap<string, TopicRule> = new Map<string, TopicRule>([
  ["orders/create", { action: "refresh", records: order("admin_graphql_api_id", "id") }],
  ["orders/updated", { action: "refresh", records: order("admin_graphql_api_id", "id") }],
  ["orders/cancelled", { action: "refresh", records: order("admin_graphql_api_id", "id") }],
  ["orders/delete", { action: "deleteOrder", records: order("id") }],
  ["orders/edited", { action: "refresh", records: order("order_edit.order_id") }],
  ["refunds/create", { action: "refresh", records: order("order_id") }],
  ["customers/create", { action: "refresh", records: customer("admin_graphql_api_id", "id") }],
  ["customers/update", { action: "refresh", records: customer("admin_graphql_api_id", "id") }],
  ["customers/delete", { action: "deleteCustomer", records: customer("admin_graphql_api_id", "id") }],
  [
    "customers/merge",
    {
      action: "mergeCustomers",
      // Kept first: the worker takes them by position.
      records: (payload) => [
        record("customer", payload, ["admin_graphql_api_customer_kept_id"]),
        record("customer", payload, ["admin_graphql_api_customer_deleted_id"]),
      ],
    },
  ],
  ["customers_email_marketing_consent/update", { action: "refresh", records: customer("customer_id") }],
  ["customer.tags_added", { action: "refresh", records: customer("customerId") }],
  ["customer.tags_removed", { action: "refresh", records: customer("customerId") }],
  ["products/create", { action: "refresh", records: product("admin_graphql_api_id", "id") }],
  ["products/update", { action: "refresh", records: product("admin_graphql_api_id", "id") }],
  ["products/delete", { action: "deleteProduct", records: product("admin_graphql_api_id", "id") }],
  ["app/uninstalled", { action: "uninstall", records: nothing }],
  ["app/scopes_update", { action: "renewScopes", records: nothing }],
  ["shop/update", { action: "updateShop", records: nothing }],
  [
    "bulk_operations/finish",
    { action: "bulkFinished", records: (p) => [record("bulkOperation", p, ["admin_graphql_api_id"])] },
  ],
  [
    "customers/data_request",
    {
      action: "dataRequest",
      records: (payload) => [
        record("customer", payload, ["customer.id"]),
        record("dataRequest", payload, ["data_request.id"]),
      ],
    },
  ],
  ["customers/redact", { action: "redactCustomer", records: customer("customer.id") }],
  ["shop/redact", { action: "redactShop", records: nothing }],
]);

/** All topics the app understands; `shopify.app.toml` subscribes to exactly these. */
export const WEBHOOK_TOPICS: readonly string[] = [...RULES.keys()];

/** What a topic asks for, or null for one the app does not know. */
export function actionOf(topic: string): HintAction | null {
  return RULES.get(topic)?.action ?? null;
}

/**
 * The records a delivery names, in the order of the table. Null when the topic is unknown or an id is missing: then nothing can
 * be fetched and the delivery is set aside.
 */
export function hintedRecords(topic: string, payload: unknown): HintedRecord[] | null {
  const rule = RULES.get(topic);
  if (!rule || typeof payload !== "object" || payload === null) return null;
  const records = rule.records(payload as Payload);
  return records.every((found) => found !== null) ? records : null;
}

/**
 * JSON with exact ids: a whole number beyond 2^53 stays the text it was, because `JSON.parse` would round it. Throws
 * SyntaxError.
 */
export function parsePayload(text: string): unknown {
  return (JSON.parse as ParseWithSource)(text, (_key, value, context) =>
    typeof value === "number" && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? "")
      ? context!.source!
      : value,
  );
}

/** The reviver's third argument, which TypeScript's library does not declare yet. */
type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context?: { source?: string }) => unknown,
) => unknown;

function record(kind: HintedRecord["kind"], payload: Payload, paths: string[]): HintedRecord | null {
  for (const path of paths) {
    const id = idText(valueAt(payload, path));
    if (id !== null) return { kind, id };
  }
  return null;
}

function valueAt(payload: Payload, path: string): unknown {
  let value: unknown = payload;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Payload)[name];
  }
  return value;
}

/** The number of an id in any of its shapes: global id, decimal text, whole number. */
function idText(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? value.toString() : null;
  if (typeof value !== "string") return null;
  const gid = parseGid(value) ?? parseGid(`gid://shopify/Any/${value}`);
  return gid && gid.id > 0n ? gid.id.toString() : null;
}
