import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mapLine, mapNode } from "./map-nodes.ts";

const context = { fetchedAtMs: 1_700_000_000_000, currencyDigits: 2 };
const money = (amount: string) => ({ shopMoney: { amount } });

const order = {
  id: "gid://shopify/Order/820982911946154508",
  name: "#1001",
  createdAt: "2026-03-01T10:00:00Z",
  processedAt: "2026-03-01T09:59:58Z",
  updatedAt: "2026-03-02T00:00:00+01:00",
  cancelledAt: null,
  test: false,
  displayFinancialStatus: "PAID",
  currencyCode: "EUR",
  sourceName: "web",
  customerLocale: "de-DE",
  tags: ["vip"],
  discountCodes: ["SPRING"],
  app: { name: "Online Store" },
  attribution: { handle: "web" },
  customer: { id: "gid://shopify/Customer/9007199254740993" },
  shippingAddress: { countryCodeV2: "DE", provinceCode: "BE", city: "Berlin" },
  customerJourneySummary: {
    ready: true,
    firstVisit: {
      occurredAt: "2026-02-20T08:00:00Z",
      source: "Google",
      sourceType: "SEO",
      referrerUrl: "https://www.google.com/",
      landingPage: "https://shop.example/",
      utmParameters: { source: "newsletter", medium: "email", campaign: "march" },
    },
    lastVisit: null,
  },
};

describe("mapNode", () => {
  it("reads an order, with ids beyond 2^53 exact and every instant in milliseconds", () => {
    expect(mapNode(order, context)).toEqual({
      kind: "order",
      row: {
        orderId: 820982911946154508n,
        name: "#1001",
        customerId: 9007199254740993n,
        createdAtMs: Date.UTC(2026, 2, 1, 10),
        processedAtMs: Date.UTC(2026, 2, 1, 9, 59, 58),
        updatedAtMs: Date.UTC(2026, 2, 1, 23),
        cancelledAtMs: null,
        test: false,
        financialStatus: "PAID",
        currency: "EUR",
        sourceName: "web",
        appName: "Online Store",
        channelHandle: "web",
        country: "DE",
        province: "BE",
        city: "Berlin",
        locale: "de-DE",
        tags: ["vip"],
        discountCodes: ["SPRING"],
        journeyState: "ready",
        firstVisit: {
          occurredAtMs: Date.UTC(2026, 1, 20, 8),
          source: "newsletter",
          sourceType: "SEO",
          medium: "email",
          campaign: "march",
          referrerUrl: "https://www.google.com/",
          landingPage: "https://shop.example/",
        },
        lastVisit: null,
        fetchedAtMs: context.fetchedAtMs,
      },
    });
  });

  it("reads lines and the ledger by their parents: net is total without tax", () => {
    const line = {
      id: "gid://shopify/LineItem/11",
      __parentId: order.id,
      title: "Tea",
      quantity: 2,
      currentQuantity: 1,
      sku: "",
      vendor: "Leaf",
      isGiftCard: false,
      product: { id: "gid://shopify/Product/5", productType: "Drinks" },
      variant: null,
      originalTotalSet: money("24.00"),
      priceAfterAllDiscountsBeforeTaxesSet: money("20.17"),
    };
    const agreement = {
      id: "gid://shopify/RefundAgreement/7",
      __parentId: order.id,
      happenedAt: "2026-04-01T00:00:00Z",
      reason: "REFUND",
    };
    const sale = {
      id: "gid://shopify/ProductSale/8",
      __parentId: agreement.id,
      actionType: "RETURN",
      lineType: "PRODUCT",
      quantity: -1,
      lineItem: { id: line.id },
      totalAmount: money("-12.00"),
      totalTaxAmount: money("-1.92"),
      totalDiscountAmountBeforeTaxes: money("0.0"),
    };
    expect(mapNode(line, context)).toMatchObject({
      kind: "line",
      row: {
        orderId: 820982911946154508n,
        lineId: 11n,
        productId: 5n,
        variantId: null,
        sku: null,
        grossMinor: 2400,
        netMinor: 2017,
      },
    });
    expect(mapNode(agreement, context)).toMatchObject({
      kind: "agreement",
      row: { agreementId: 7n, reason: "REFUND" },
    });
    expect(mapNode(sale, context)).toMatchObject({
      kind: "sale",
      row: { agreementId: 7n, saleId: 8n, lineId: 11n, quantity: -1, netMinor: -1008, discountMinor: 0 },
    });
    expect(
      mapNode({ ...sale, id: "gid://shopify/ShippingLineSale/9", lineItem: undefined, quantity: null }, context),
    ).toMatchObject({
      row: { lineId: null, quantity: 0 },
    });
  });

  it("reads currencies with 0 and 3 decimals", () => {
    const sale = {
      id: "gid://shopify/TipSale/1",
      __parentId: "gid://shopify/OrderAgreement/1",
      totalAmount: money("1500"),
      totalTaxAmount: money("0"),
      totalDiscountAmountBeforeTaxes: money("0"),
    };
    expect(mapNode(sale, { ...context, currencyDigits: 0 })).toMatchObject({ row: { netMinor: 1500 } });
    expect(mapNode(sale, { ...context, currencyDigits: 3 })).toMatchObject({ row: { netMinor: 1_500_000 } });
  });

  it("takes everything it may not see as unknown and needs nothing but ids, times and the currency", () => {
    const bare = {
      id: order.id,
      createdAt: order.createdAt,
      processedAt: order.processedAt,
      updatedAt: order.updatedAt,
      currencyCode: "EUR",
    };
    expect(mapNode(bare, context)).toMatchObject({
      kind: "order",
      row: { customerId: null, country: null, journeyState: "none", tags: [] },
    });
    const person = { id: "gid://shopify/Customer/1", createdAt: order.createdAt, updatedAt: order.updatedAt };
    expect(mapNode(person, context)).toMatchObject({
      kind: "customer",
      row: { emailConsent: null, numberOfOrders: null, country: null },
    });
  });

  it("names the columns that an unanswered field leaves unknown", () => {
    const unknownFields = ["shippingAddress", "customerJourneySummary", "name"];
    expect(mapNode(order, { ...context, unknownFields })).toMatchObject({
      row: { unknown: ["country", "province", "city", "journeyState", "firstVisit", "lastVisit"] },
    });
    expect(mapNode(order, context).row).not.toHaveProperty("unknown");
  });

  it("reads a waiting journey as pending, never as an order without one", () => {
    const waiting = { ...order, customerJourneySummary: { ready: false, firstVisit: null, lastVisit: null } };
    expect(mapNode(waiting, context)).toMatchObject({ row: { journeyState: "pending", firstVisit: null } });
    expect(mapNode({ ...order, customerJourneySummary: null }, context)).toMatchObject({
      row: { journeyState: "none" },
    });
  });

  it("keeps a record that cannot be read with its reason", () => {
    expect(mapNode({ ...order, processedAt: "yesterday" }, context)).toEqual({
      kind: "rejected",
      row: {
        kind: "order",
        recordId: "820982911946154508",
        reason: "unreadableField",
        detail: "processedAt must be an instant such as 2026-01-31T12:00:00Z",
      },
    });
    expect(mapNode({ id: "gid://shopify/Order/99999999999999999999" }, context)).toMatchObject({
      row: { reason: "noId" },
    });
    expect(mapNode({ id: "gid://shopify/Refund/1" }, context)).toMatchObject({ row: { reason: "unknownType" } });
    expect(mapLine("{", context)).toMatchObject({ row: { reason: "noJson" } });
    expect(mapLine(null, context)).toMatchObject({ row: { reason: "tooLong" } });
  });

  it("never throws, whatever stands in a field, and never lets a NUL through", () => {
    const fields = fc.constantFrom(
      ...Object.keys(order),
      "__parentId",
      "lineItem",
      "totalAmount",
      "__proto__",
      "constructor",
    );
    fc.assert(
      fc.property(
        fc.constantFrom(
          "Order",
          "LineItem",
          "ProductSale",
          "OrderAgreement",
          "Customer",
          "Product",
          "AbandonedCheckout",
        ),
        fc.dictionary(fields, fc.oneof(fc.jsonValue(), fc.constant("a\0b"), fc.constant(["x\0", 5])), { maxKeys: 6 }),
        fc.boolean(),
        (type, changed, based) => {
          const node = { ...(based ? order : {}), ...changed, id: `gid://shopify/${type}/1` };
          const mapped = mapNode(node, context);
          expect(
            JSON.stringify(mapped, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value)),
          ).not.toContain("\\u0000");
        },
      ),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => void mapNode(value, context)));
  });
});
