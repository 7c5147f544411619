import { CONSENT_STATES, LEFT_OUT_REASONS } from "../analytics/timelines.ts";
import type {
  ConsentState,
  LeftOutReason,
  TimelineCustomer,
  TimelineLine,
  TimelineOrder,
  TimelineProduct,
} from "../analytics/timelines.ts";
import { POSTGRES_EPOCH_MS } from "./copy-encoding.ts";
import { KIND_TAG_PATTERN, orderKind } from "./order-kind.ts";
import type { RowFields } from "./timeline-rows.ts";
import type { VisitOrigins } from "./visit-origin.ts";

/** What the rows of one reading are turned into timelines with. */
export interface RowContext {
  /** Shop-local civil day of an instant. */
  readonly dayOf: (ms: number) => number;
  readonly origins: VisitOrigins;
}

/** A condition on a column that holds order ids. */
export type WhereOrder = (column: string) => string;
const ANY_ORDER: WhereOrder = () => "true";

/** Bits of the column of facts that are true or false. */
const GIFT_CARDS_ONLY = 1;
const HAS_LAST_VISIT = 2;

/** The order is in no figure: the same rule as `leftOut` below. Its index makes the few such orders quick to find. */
export const IS_LEFT_OUT =
  "(deleted_at IS NOT NULL OR test OR cancelled_at IS NOT NULL OR financial_status IS NOT DISTINCT FROM 'VOIDED')";

/**
 * The orders of a shop that fulfil `where`, as rows for `timelineOrder`. Visits are taken apart here, because parsing JSON per row
 * costs more; addresses are cut to the part that is used, so that the same ones meet again. Gift cards are no sales, so
 * only an order with nothing else has no gross: the lines of those few are looked at.
 */
export function ordersQuery(shopId: bigint, where = "true"): string {
  return `SELECT order_id, customer_id, processed_at, net_minor, gross_minor, discount_minor, refund_minor,
    (CASE WHEN deleted_at IS NOT NULL THEN ${leftOutCode("deleted")} WHEN test THEN ${leftOutCode("test")}
          WHEN financial_status = 'VOIDED' THEN ${leftOutCode("voided")}
          WHEN cancelled_at IS NOT NULL THEN ${leftOutCode("cancelled")} END)::int2,
    nullif(returned_at, '{}'), returned_minor,
    channel, source_name, channel_handle, country, province, discount_codes[1],
    CASE WHEN tags <> '{}' AND lower(tags::text) ~ '${KIND_TAG_PATTERN}' THEN tags END,
    ((CASE WHEN gross_minor = 0 AND coalesce((SELECT bool_and(l.is_gift_card) FROM order_lines l
                                    WHERE l.shop_id = ${shopId} AND l.order_id = o.order_id), false)
           THEN ${GIFT_CARDS_ONLY} ELSE 0 END)
      + (CASE WHEN last_visit IS NULL THEN 0 ELSE ${HAS_LAST_VISIT} END))::int2,
    first_visit->>'source', first_visit->>'medium', first_visit->>'campaign',
    ${schemeAndHost("first_visit->>'referrerUrl'")},
    split_part(split_part(first_visit->>'landingPage', '?', 1), '#', 1),
    last_visit->>'source', last_visit->>'sourceType', last_visit->>'medium',
    ${schemeAndHost("last_visit->>'referrerUrl'")}
   FROM orders o WHERE shop_id = ${shopId} AND ${where}`;
}

function schemeAndHost(url: string): string {
  return `split_part(${url}, '/', 1) || '//' || split_part(${url}, '/', 3)`;
}

/** An order of `ordersQuery`. */
export function timelineOrder(row: RowFields, { dayOf, origins }: RowContext): TimelineOrder {
  const orderId = row.int8()!;
  const customerId = row.int8();
  const processedAtMs = row.instantMs()!;
  const netMinor = row.whole()!;
  const grossMinor = row.whole()!;
  const discountMinor = row.whole()!;
  const refundMinor = row.whole()!;
  const reason = row.int2();
  const returnedAt = row.wholes();
  const returnedMinor = row.wholes();
  const channel = row.text();
  const sourceName = row.text();
  const salesChannel = row.text() ?? sourceName;
  const country = row.text();
  const province = row.text();
  const discountCode = row.text();
  const tags = row.texts();
  const facts = row.int2()!;
  const firstSource = row.text();
  const firstMedium = row.text();
  const campaign = row.text();
  const firstReferrer = row.text();
  const landingPage = row.text();
  const source = row.text();
  const sourceType = row.text();
  const medium = row.text();
  const referrerUrl = row.text();
  const lastVisit = (facts & HAS_LAST_VISIT) === 0 ? null : { source, sourceType, medium, referrerUrl };
  return {
    orderId,
    customerId,
    processedAtMs,
    day: dayOf(processedAtMs),
    netMinor,
    grossMinor,
    discountMinor,
    refundMinor,
    kind: orderKind({
      channel,
      salesChannel,
      tags: tags ?? NO_TAGS,
      isFree: netMinor === 0 && refundMinor === 0,
      giftCardsOnly: (facts & GIFT_CARDS_ONLY) !== 0,
    }),
    leftOut: reason === null ? null : LEFT_OUT_REASONS[reason]!,
    channel,
    lastChannel: origins.channel(sourceName, lastVisit),
    sourceMedium: origins.sourceMedium(firstSource, firstMedium),
    campaign,
    referrer: origins.referrer(firstReferrer),
    landingPage: origins.landingPage(landingPage),
    country,
    region: province,
    discountCode,
    salesChannel,
    returns: returnsOf(returnedAt, returnedMinor, dayOf),
  };
}

const NO_TAGS: readonly string[] = [];

/**
 * The lines of a shop's orders that fulfil `whereOrder` (a condition on the column it is given), as rows for `timelineLine`.
 *
 * Net sales of a line are what the ledger's product sales say of it, returns included; without a ledger, what Shopify says the line
 * is worth now. Gift cards are no sales. Pieces are Shopify's current quantity (ordered − taken back): it is never negative,
 * while the ledger's quantities of returns depend on the agreement. Corrections of an order that name no line stay with the order.
 */
export function linesQuery(shopId: bigint, whereOrder: WhereOrder = ANY_ORDER): string {
  return `SELECT l.order_id, l.product_id::text, l.variant_id::text, l.current_quantity,
      CASE WHEN l.is_gift_card THEN 0 ELSE coalesce(s.net_minor, CASE WHEN o.has_ledger THEN 0 ELSE l.net_minor END) END
     FROM order_lines l
     JOIN orders o ON o.shop_id = ${shopId} AND o.order_id = l.order_id AND NOT ${IS_LEFT_OUT}
     LEFT JOIN (
       SELECT order_id, line_id, sum(net_minor)::bigint AS net_minor FROM order_sales
        WHERE shop_id = ${shopId} AND line_type = 'PRODUCT' AND line_id IS NOT NULL
          AND ${whereOrder("order_id")} GROUP BY order_id, line_id
     ) s ON s.order_id = l.order_id AND s.line_id = l.line_id
    WHERE l.shop_id = ${shopId} AND ${whereOrder("l.order_id")}`;
}

/** A line of `linesQuery`. */
export function timelineLine(row: RowFields): TimelineLine {
  const orderId = row.int8()!;
  const product = row.text();
  const variant = row.text();
  const quantity = Math.max(0, row.int4()!);
  return { orderId, product, variant, quantity, netMinor: row.whole()! };
}

/** The products of a shop's catalogue, as rows for `timelineProduct`. */
export function storedProductsQuery(shopId: bigint): string {
  return `SELECT product_id::text, nullif(title, ''), product_type, vendor FROM products WHERE shop_id = ${shopId}`;
}

/**
 * The catalogue and the products that are gone from it, as rows for `timelineProduct`. What is gone is named as its latest line
 * names it, among the lines of orders that fulfil `whereOrder`.
 */
export function productsQuery(shopId: bigint, whereOrder: WhereOrder = ANY_ORDER): string {
  return `${storedProductsQuery(shopId)}
    UNION ALL (
      SELECT DISTINCT ON (product_id) product_id::text, nullif(title, ''), product_type, vendor
        FROM order_lines l
       WHERE shop_id = ${shopId} AND product_id IS NOT NULL AND ${whereOrder("order_id")} AND NOT EXISTS (
         SELECT 1 FROM products p WHERE p.shop_id = ${shopId} AND p.product_id = l.product_id)
       ORDER BY product_id, order_id DESC, line_id DESC)`;
}

/** A product of these queries. */
export function timelineProduct(row: RowFields): TimelineProduct {
  return { product: row.text()!, title: row.text(), type: row.text(), vendor: row.text() };
}

/** The people of a shop who fulfil `where` (a condition on `c.customer_id`), as rows for `timelineCustomer`. */
export function customersQuery(shopId: bigint, where = "true"): string {
  return `SELECT c.customer_id, c.created_at, c.email_consent, a.abandoned_at, c.locale, c.country, c.city, nullif(c.tags, '{}')
     FROM customers c LEFT JOIN (
       SELECT customer_id, max(created_at) AS abandoned_at FROM checkouts c
        WHERE shop_id = ${shopId} AND completed_at IS NULL AND customer_id IS NOT NULL AND ${where} GROUP BY customer_id
     ) a ON a.customer_id = c.customer_id
    WHERE c.shop_id = ${shopId} AND ${where}`;
}

/** A person of `customersQuery`. */
export function timelineCustomer(row: RowFields, { dayOf }: RowContext): TimelineCustomer {
  const customerId = row.int8()!;
  const createdDay = dayOf(row.instantMs()!);
  const consent = consentOf(row.text());
  const abandonedAtMs = row.instantMs();
  return {
    customerId,
    createdDay,
    consent,
    abandonedDay: abandonedAtMs === null ? null : dayOf(abandonedAtMs),
    language: row.text(),
    country: row.text(),
    city: row.text(),
    tags: row.texts() ?? NO_TAGS,
  };
}

type TimelineReturn = TimelineOrder["returns"][number];
const NO_RETURNS: readonly TimelineReturn[] = [];

/** Returns by day; several of one day are one. */
function returnsOf(
  atMicros: readonly number[] | null,
  minor: readonly number[] | null,
  dayOf: (ms: number) => number,
): readonly TimelineReturn[] {
  if (atMicros === null || minor === null) return NO_RETURNS;
  const byDay = new Map<number, number>();
  atMicros.forEach((micros, i) => {
    const day = dayOf(micros / 1000 + POSTGRES_EPOCH_MS);
    byDay.set(day, (byDay.get(day) ?? 0) + minor[i]!);
  });
  return [...byDay].map(([day, amountMinor]) => ({ day, amountMinor }));
}

function leftOutCode(reason: LeftOutReason): number {
  return LEFT_OUT_REASONS.indexOf(reason);
}

const CONSENTS: ReadonlyMap<string, ConsentState> = new Map([
  ["SUBSCRIBED", "subscribed"],
  ["PENDING", "pending"],
  ["NOT_SUBSCRIBED", "notSubscribed"],
  ["UNSUBSCRIBED", "unsubscribed"],
  ["INVALID", "invalid"],
  ["REDACTED", "redacted"],
]);

/** Shopify's state as ours. A state we do not know is `unknown`: it may not be mailed. */
function consentOf(state: string | null): ConsentState {
  return (state === null ? undefined : CONSENTS.get(state)) ?? CONSENT_STATES[0];
}
