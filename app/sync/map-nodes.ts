import { parseGid } from "../shopify/gid.ts";
import { minorUnits, minorUnitsOfDifference } from "../analytics/money.ts";
import type {
  AgreementRow,
  CheckoutRow,
  CustomerRow,
  JourneyState,
  LineRow,
  OrderRow,
  ProductRow,
  RejectedRow,
  SaleRow,
  VisitRow,
} from "../store/rows.ts";
import {
  amount,
  child,
  idIn,
  instant,
  integer,
  isFields,
  MAX_ADDRESS,
  optionalCount,
  optionalId,
  optionalInstant,
  optionalText,
  texts,
  Unreadable,
  type Fields,
} from "./node-fields.ts";

/** What a node became. A record that cannot be read is `rejected`: kept with its reason, never thrown. */
export type MappedNode =
  | { kind: "order"; row: OrderRow }
  | { kind: "line"; row: LineRow }
  | { kind: "agreement"; row: AgreementRow }
  | { kind: "sale"; row: SaleRow }
  | { kind: "customer"; row: CustomerRow }
  | { kind: "product"; row: ProductRow }
  | { kind: "checkout"; row: CheckoutRow }
  | { kind: "rejected"; row: RejectedRow };

export interface MappingContext {
  /** Start of the fetch; for a bulk file the creation of its operation. Milliseconds since 1970. */
  fetchedAtMs: number;
  /** Decimals of the shop's currency. */
  currencyDigits: number;
  /** Fields of the record that Shopify could not answer: their null means unknown and overwrites nothing. */
  unknownFields?: readonly string[];
}

/** Which columns of an order or customer a field of the answer fills. */
const ORDER_COLUMNS: Readonly<Record<string, readonly (keyof OrderRow)[]>> = {
  customer: ["customerId"],
  shippingAddress: ["country", "province", "city"],
  customerJourneySummary: ["journeyState", "firstVisit", "lastVisit"],
  app: ["appName"],
  attribution: ["channelHandle"],
  customerLocale: ["locale"],
  sourceName: ["sourceName"],
  displayFinancialStatus: ["financialStatus"],
  tags: ["tags"],
  discountCodes: ["discountCodes"],
};
const CUSTOMER_COLUMNS: Readonly<Record<string, readonly (keyof CustomerRow)[]>> = {
  defaultEmailAddress: ["emailConsent", "consentUpdatedAtMs", "optInLevel"],
  defaultAddress: ["country", "province", "city"],
  numberOfOrders: ["numberOfOrders"],
  locale: ["locale"],
  tags: ["tags"],
};

function columnsOf<Column>(
  table: Readonly<Record<string, readonly Column[]>>,
  context: MappingContext,
): { unknown?: Column[] } {
  const columns = (context.unknownFields ?? []).flatMap((field) => table[field] ?? []);
  return columns.length === 0 ? {} : { unknown: columns };
}

/**
 * One node of a bulk file (or of a live answer flattened into the same shape: children apart, with `__parentId`) as a row.
 * Pure; never throws.
 */
export function mapNode(node: unknown, context: MappingContext): MappedNode {
  const fields = isFields(node) ? node : null;
  const gid = fields && parseGid(fields["id"]);
  if (!fields || !gid) return rejected("unknown", "", "noId", "The record has no global id");
  const kind = kindOf(gid.type);
  if (kind === null) return rejected("unknown", `${gid.type}/${gid.id}`, "unknownType", `No feature reads ${gid.type}`);
  try {
    return mapKnown(kind, gid.id, fields, context);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return rejected(kind, gid.id.toString(), "unreadableField", error.message);
  }
}

/** The node of one line of a bulk file. A line that is no JSON (or too long, null) is rejected. */
export function mapLine(line: string | null, context: MappingContext): MappedNode {
  if (line === null) return rejected("unknown", "", "tooLong", "The line is longer than any record");
  try {
    return mapNode(JSON.parse(line), context);
  } catch {
    return rejected("unknown", "", "noJson", "The line is no JSON");
  }
}

type Kind = Exclude<MappedNode["kind"], "rejected">;

function kindOf(type: string): Kind | null {
  if (type === "Order") return "order";
  if (type === "LineItem") return "line";
  if (type === "Customer") return "customer";
  if (type === "Product") return "product";
  if (type === "AbandonedCheckout") return "checkout";
  // OrderAgreement, RefundAgreement …; ProductSale, ShippingLineSale …: the ledger's types differ by what they are about.
  if (type.endsWith("Agreement")) return "agreement";
  if (type.endsWith("Sale")) return "sale";
  return null;
}

function mapKnown(kind: Kind, id: bigint, fields: Fields, context: MappingContext): MappedNode {
  switch (kind) {
    case "order":
      return { kind, row: orderRow(id, fields, context) };
    case "line":
      return { kind, row: lineRow(id, fields, context) };
    case "agreement":
      return {
        kind,
        row: {
          orderId: idIn(fields, "__parentId"),
          agreementId: id,
          happenedAtMs: instant(fields, "happenedAt"),
          reason: optionalText(fields, "reason") ?? "UNKNOWN",
        },
      };
    case "sale":
      return { kind, row: saleRow(id, fields, context) };
    case "customer":
      return { kind, row: customerRow(id, fields, context) };
    case "product":
      return {
        kind,
        row: {
          productId: id,
          title: optionalText(fields, "title") ?? "",
          productType: optionalText(fields, "productType") || null,
          vendor: optionalText(fields, "vendor") || null,
          createdAtMs: instant(fields, "createdAt"),
          updatedAtMs: instant(fields, "updatedAt"),
          fetchedAtMs: context.fetchedAtMs,
        },
      };
    case "checkout":
      return {
        kind,
        row: {
          checkoutId: id,
          customerId: optionalId(child(fields, "customer"), "id"),
          createdAtMs: instant(fields, "createdAt"),
          updatedAtMs: instant(fields, "updatedAt"),
          completedAtMs: optionalInstant(fields, "completedAt"),
          fetchedAtMs: context.fetchedAtMs,
        },
      };
  }
}

function orderRow(orderId: bigint, fields: Fields, context: MappingContext): OrderRow {
  const address = child(fields, "shippingAddress");
  const journey = child(fields, "customerJourneySummary");
  // Anything but a plain `false` is no waiting journey: without that, an odd answer would be asked for again and again.
  const journeyState: JourneyState = !journey ? "none" : journey["ready"] === false ? "pending" : "ready";
  return {
    orderId,
    name: optionalText(fields, "name") ?? "",
    customerId: optionalId(child(fields, "customer"), "id"),
    createdAtMs: instant(fields, "createdAt"),
    processedAtMs: instant(fields, "processedAt"),
    updatedAtMs: instant(fields, "updatedAt"),
    cancelledAtMs: optionalInstant(fields, "cancelledAt"),
    test: fields["test"] === true,
    financialStatus: optionalText(fields, "displayFinancialStatus"),
    currency: currency(fields),
    sourceName: optionalText(fields, "sourceName"),
    appName: optionalText(child(fields, "app"), "name"),
    channelHandle: optionalText(child(fields, "attribution"), "handle"),
    country: optionalText(address, "countryCodeV2"),
    province: optionalText(address, "provinceCode"),
    city: optionalText(address, "city"),
    locale: optionalText(fields, "customerLocale"),
    tags: texts(fields, "tags"),
    discountCodes: texts(fields, "discountCodes"),
    journeyState,
    firstVisit: journeyState === "ready" ? visit(child(journey, "firstVisit")) : null,
    lastVisit: journeyState === "ready" ? visit(child(journey, "lastVisit")) : null,
    fetchedAtMs: context.fetchedAtMs,
    ...columnsOf(ORDER_COLUMNS, context),
  };
}

function visit(fields: Fields | null): VisitRow | null {
  if (!fields) return null;
  const utm = child(fields, "utmParameters");
  return {
    occurredAtMs: optionalInstant(fields, "occurredAt"),
    // The merchant's own naming of a campaign says more than what Shopify recognised.
    source: optionalText(utm, "source") ?? optionalText(fields, "source"),
    sourceType: optionalText(fields, "sourceType"),
    medium: optionalText(utm, "medium"),
    campaign: optionalText(utm, "campaign"),
    referrerUrl: optionalText(fields, "referrerUrl", MAX_ADDRESS),
    landingPage: optionalText(fields, "landingPage", MAX_ADDRESS),
  };
}

function lineRow(lineId: bigint, fields: Fields, context: MappingContext): LineRow {
  const product = child(fields, "product");
  return {
    orderId: idIn(fields, "__parentId"),
    lineId,
    productId: optionalId(product, "id"),
    variantId: optionalId(child(fields, "variant"), "id"),
    title: optionalText(fields, "title") ?? "",
    productType: optionalText(product, "productType") || null,
    vendor: optionalText(fields, "vendor") || null,
    sku: optionalText(fields, "sku") || null,
    quantity: integer(fields, "quantity"),
    currentQuantity: integer(fields, "currentQuantity"),
    grossMinor: money(fields, "originalTotalSet", context),
    netMinor: money(fields, "priceAfterAllDiscountsBeforeTaxesSet", context),
    isGiftCard: fields["isGiftCard"] === true,
  };
}

function saleRow(saleId: bigint, fields: Fields, context: MappingContext): SaleRow {
  const net = minorUnitsOfDifference(
    amount(fields, "totalAmount"),
    amount(fields, "totalTaxAmount"),
    context.currencyDigits,
  );
  if (net === null) throw new Unreadable("totalAmount", "and totalTaxAmount must be decimal amounts");
  return {
    agreementId: idIn(fields, "__parentId"),
    saleId,
    actionType: optionalText(fields, "actionType") ?? "UNKNOWN",
    lineType: optionalText(fields, "lineType") ?? "UNKNOWN",
    lineId: optionalId(child(fields, "lineItem"), "id"),
    // Shipping and adjustments have no quantity.
    quantity: fields["quantity"] == null ? 0 : integer(fields, "quantity"),
    netMinor: net,
    discountMinor: money(fields, "totalDiscountAmountBeforeTaxes", context),
  };
}

function customerRow(customerId: bigint, fields: Fields, context: MappingContext): CustomerRow {
  const email = child(fields, "defaultEmailAddress");
  const address = child(fields, "defaultAddress");
  return {
    customerId,
    createdAtMs: instant(fields, "createdAt"),
    updatedAtMs: instant(fields, "updatedAt"),
    numberOfOrders: optionalCount(fields, "numberOfOrders"),
    emailConsent: optionalText(email, "marketingState"),
    consentUpdatedAtMs: email ? optionalInstant(email, "marketingUpdatedAt") : null,
    optInLevel: optionalText(email, "marketingOptInLevel"),
    locale: optionalText(fields, "locale"),
    country: optionalText(address, "countryCodeV2"),
    province: optionalText(address, "provinceCode"),
    city: optionalText(address, "city"),
    tags: texts(fields, "tags"),
    fetchedAtMs: context.fetchedAtMs,
    ...columnsOf(CUSTOMER_COLUMNS, context),
  };
}

function rejected(kind: RejectedRow["kind"], recordId: string, reason: string, detail: string): MappedNode {
  return { kind: "rejected", row: { kind, recordId, reason, detail: detail.slice(0, 500) } };
}

function money(fields: Fields, name: string, context: MappingContext): number {
  const minor = minorUnits(amount(fields, name), context.currencyDigits);
  if (minor === null) throw new Unreadable(name, "must be a decimal amount");
  return minor;
}

function currency(fields: Fields): string {
  const value = fields["currencyCode"];
  if (typeof value !== "string" || !/^[A-Z]{3}$/.test(value))
    throw new Unreadable("currencyCode", "must be a currency");
  return value;
}
