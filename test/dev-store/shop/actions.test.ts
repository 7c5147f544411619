import { describe, expect, it } from "vitest";
import {
  FACTORY_NOW_MS,
  makeCustomer,
  makeLine,
  makeOrder,
  makeScene,
  makeShop,
} from "../../factories/shop-factory.ts";
import type { ShopEvent } from "../model.ts";
import { abandonCheckout } from "./abandon-checkout.ts";
import { archiveOrder, deleteOrder } from "./archive-order.ts";
import { cancelOrder } from "./cancel-order.ts";
import { updateCustomerTags } from "./customer-tags.ts";
import { editOrder } from "./edit-order.ts";
import { subscribe, unsubscribe } from "./email-consent.ts";
import { changeScopes, uninstall } from "./installation.ts";
import { deleteCustomer, mergeCustomers } from "./merge-customers.ts";
import { orderMoney } from "./order-money.ts";
import { placeOrder } from "./place-order.ts";
import { redactCustomer, requestCustomerData } from "./privacy.ts";
import { refundOrder } from "./refund-order.ts";
import { ImpossibleAction } from "./scene.ts";
import { changeProduct, deleteProduct, updateShop } from "./update-shop.ts";

const topics = ({ events }: { events: ShopEvent[] }) => events.map(({ topic }) => topic);

describe("actions on an order", () => {
  it("placing one tells of the new customer first and puts its money into the ledger", () => {
    const shop = makeShop();
    const scene = makeScene(shop);
    const [beans, grinder] = [...shop.products.values()].map(({ variants }) => variants[0]!.id);
    const placed = placeOrder(scene, {
      customer: "new",
      acceptsMarketing: true,
      items: [
        { variantId: beans!, quantity: 3 },
        { variantId: grinder!, quantity: 1 },
      ],
      discountRate: 0.1,
      shippingMinor: 600,
      taxRate: 0.2,
    });
    expect(topics(placed)).toEqual([
      "customers/create",
      "customers_email_marketing_consent/update",
      "orders/create",
      "orders/paid",
      "orders/updated",
      "customers/update",
      "customers/purchasing_summary",
    ]);
    expect(orderMoney(placed.order)).toMatchObject({
      netSalesMinor: 4950,
      orderedDiscountMinor: 550,
      orderedTaxMinor: 990 + 120,
      orderedTotalMinor: 4950 + 990 + 720,
      receivedMinor: 6660,
    });
    expect(placed.events[2]!.payload).toMatchObject({
      id: placed.order.id,
      total_price: "66.60",
      subtotal_price: "49.50",
      total_discounts: "5.50",
    });
  });

  it("where prices contain taxes, net sales do not", () => {
    const shop = makeShop({ currency: "EUR", taxesIncluded: true });
    const order = makeOrder(shop, {
      lines: [makeLine(shop, { quantity: 1, unitPriceMinor: 1190 })],
      tax: { rate: 0.19 },
    });
    expect(orderMoney(order)).toMatchObject({ netSalesMinor: 1000, orderedTaxMinor: 190, orderedTotalMinor: 1190 });
  });

  it("refunds give back what is left, to the last minor unit, and no more", () => {
    const shop = makeShop();
    const scene = makeScene(shop, { nowMs: FACTORY_NOW_MS + 5000 });
    const order = makeOrder(shop, {
      lines: [makeLine(shop, { quantity: 3, unitPriceMinor: 333 })],
      discountMinor: 100,
      shippingMinor: 500,
      tax: { rate: 0.077 },
    });
    const { receivedMinor } = orderMoney(order);
    const lineItemId = order.lines[0]!.id;
    const first = refundOrder(scene, { orderId: order.id, lines: [{ lineItemId, quantity: 1 }] });
    expect(topics(first)).toEqual([
      "refunds/create",
      "orders/updated",
      "customers/update",
      "customers/purchasing_summary",
    ]);
    expect(order).toMatchObject({ financialStatus: "PARTIALLY_REFUNDED", updatedAtMs: FACTORY_NOW_MS + 5000 });
    refundOrder(scene, { orderId: order.id, goodwillMinor: 50 });
    refundOrder(scene, { orderId: order.id });
    expect(order.financialStatus).toBe("REFUNDED");
    expect(orderMoney(order)).toMatchObject({
      netSalesMinor: 0,
      currentTotalMinor: 0,
      currentTaxMinor: 0,
      currentDiscountMinor: 0,
      refundedMinor: receivedMinor,
    });
    expect(() => refundOrder(scene, { orderId: order.id })).toThrow(`Order ${order.name} is already refunded in full.`);
  });

  it("edits add and remove items in agreements of their own day", () => {
    const shop = makeShop();
    const order = makeOrder(shop, { tax: { rate: 0.1 } });
    const [, grinder] = [...shop.products.values()];
    const scene = makeScene(shop, { nowMs: FACTORY_NOW_MS + 86_400_000 });
    const edited = editOrder(scene, {
      orderId: order.id,
      add: [{ variantId: grinder!.variants[0]!.id, quantity: 1 }],
      remove: [{ lineItemId: order.lines[0]!.id, quantity: 1 }],
    });
    expect(topics(edited)).toEqual([
      "orders/edited",
      "refunds/create",
      "orders/updated",
      "customers/update",
      "customers/purchasing_summary",
    ]);
    expect(order.agreements.map(({ kind, happenedAtMs }) => [kind, happenedAtMs - FACTORY_NOW_MS])).toEqual([
      ["ORDER", 0],
      ["ORDER_EDIT", 86_400_000],
      ["ORDER_EDIT", 86_400_000],
    ]);
    expect(orderMoney(order)).toMatchObject({ netSalesMinor: 1000 + 2500, currentTaxMinor: 350 });
    expect(order.edited).toBe(true);
  });

  it("cancelling gives the money back, or makes an unpaid order void", () => {
    const shop = makeShop();
    const scene = makeScene(shop);
    const paid = makeOrder(shop);
    expect(topics(cancelOrder(scene, { orderId: paid.id }))).toEqual([
      "orders/cancelled",
      "refunds/create",
      "orders/updated",
      "customers/update",
      "customers/purchasing_summary",
    ]);
    expect(paid).toMatchObject({
      financialStatus: "REFUNDED",
      cancelReason: "customer",
      cancelledAtMs: FACTORY_NOW_MS,
    });
    const pending = makeOrder(shop, { financialStatus: "PENDING" });
    expect(() => refundOrder(scene, { orderId: pending.id })).toThrow("is not paid");
    cancelOrder(scene, { orderId: pending.id, reason: "declined" });
    expect(pending).toMatchObject({ financialStatus: "VOIDED", cancelReason: "declined" });
    expect(orderMoney(pending)).toMatchObject({ refundedMinor: 0, currentTotalMinor: 0 });
    expect(() => cancelOrder(scene, { orderId: pending.id })).toThrow("already cancelled");
  });

  it("only orders that are done with can be deleted; the message holds the id alone", () => {
    const shop = makeShop();
    const scene = makeScene(shop);
    const order = makeOrder(shop);
    expect(() => deleteOrder(scene, { orderId: order.id })).toThrow("cancel or archive it");
    archiveOrder(scene, { orderId: order.id });
    expect(deleteOrder(scene, { orderId: order.id }).events[0]).toMatchObject({
      topic: "orders/delete",
      payload: { id: order.id },
    });
    expect(shop.orders.size).toBe(0);
    expect(() => refundOrder(scene, { orderId: order.id })).toThrow(ImpossibleAction);
  });
});

describe("actions on people and the shop", () => {
  it("consent, tags, redaction, data request", () => {
    const shop = makeShop();
    const customer = makeCustomer(shop, { tags: ["vip"] });
    const order = makeOrder(shop, { customerId: customer.id });
    const scene = makeScene(shop);
    expect(topics(unsubscribe(scene, { customerId: customer.id }))).toEqual([
      "customers_email_marketing_consent/update",
      "customers/update",
    ]);
    expect(() => unsubscribe(scene, { customerId: customer.id })).toThrow("already unsubscribed");
    expect(
      topics(updateCustomerTags(scene, { customerId: customer.id, add: ["b", "B", "a"], remove: ["VIP"] })),
    ).toEqual(["customer.tags_added", "customer.tags_removed", "customers/update"]);
    expect(customer.tags).toEqual(["a", "b"]);
    expect(requestCustomerData(scene, { customerId: customer.id }).events[0]!.payload).toMatchObject({
      orders_requested: [order.id],
    });
    const { email } = customer;
    expect(redactCustomer(scene, { customerId: customer.id }).events).toMatchObject([
      { topic: "customers/redact", payload: { customer: { id: customer.id, email }, orders_to_redact: [order.id] } },
    ]);
    expect([customer.email, customer.emailConsent, order.email]).toEqual([null, "REDACTED", null]);
    const signedUp = subscribe(scene);
    expect(topics(signedUp)).toEqual(["customers/create", "customers_email_marketing_consent/update"]);
    expect(topics(deleteCustomer(scene, { customerId: signedUp.customer.id }))).toEqual(["customers/delete"]);
    expect(() => deleteCustomer(scene, { customerId: customer.id })).toThrow(ImpossibleAction);
  });

  it("a merge moves the orders and leaves their dates alone", () => {
    const shop = makeShop();
    const [kept, removed] = [makeCustomer(shop), makeCustomer(shop)];
    const order = makeOrder(shop, { customerId: removed.id });
    const before = order.updatedAtMs;
    const merged = mergeCustomers(makeScene(shop, { nowMs: FACTORY_NOW_MS + 9000 }), {
      keptId: kept.id,
      removedId: removed.id,
    });
    expect(merged.events[0]).toMatchObject({
      topic: "customers/merge",
      payload: { admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${String(kept.id)}`, status: "completed" },
    });
    expect([order.customerId, order.updatedAtMs, shop.customers.has(removed.id)]).toEqual([kept.id, before, false]);
  });

  it("checkouts, products, settings, scopes, uninstall", () => {
    const shop = makeShop();
    const scene = makeScene(shop);
    expect(topics(abandonCheckout(scene, { customer: "guest" }))).toEqual(["checkouts/create"]);
    const productId = [...shop.products.keys()][0]!;
    const order = makeOrder(shop);
    expect(topics(changeProduct(scene, { productId, title: "Finer beans" }))).toEqual(["products/update"]);
    expect(topics(deleteProduct(scene, { productId }))).toEqual(["products/delete"]);
    expect(order.lines[0]).toMatchObject({ title: "Beans", productId: null });
    expect(updateShop(scene, { zone: "Asia/Tokyo" }).events[0]!.payload).toMatchObject({
      iana_timezone: "Asia/Tokyo",
      updated_at: "2026-06-15T21:00:00+09:00",
    });
    expect(() => updateShop(scene, { zone: "Mars/Base" })).toThrow("is no time zone");
    expect(changeScopes(scene, { previous: ["read_orders"], current: [] }).events[0]!.payload).toMatchObject({
      previous: ["read_orders"],
      current: [],
    });
    const gone = uninstall(scene).events;
    expect(gone.map(({ topic, happenedAtMs }) => [topic, (happenedAtMs - FACTORY_NOW_MS) / 3_600_000])).toEqual([
      ["app/uninstalled", 0],
      ["shop/redact", 48],
    ]);
  });
});
