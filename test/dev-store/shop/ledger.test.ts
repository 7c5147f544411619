import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FACTORY_NOW_MS, makeScene, makeShop } from "../../factories/shop-factory.ts";
import type { Order, ShopData } from "../model.ts";
import { cancelOrder } from "./cancel-order.ts";
import { editOrder } from "./edit-order.ts";
import { lineMoney, orderMoney } from "./order-money.ts";
import { placeOrder } from "./place-order.ts";
import { refundOrder } from "./refund-order.ts";
import { ImpossibleAction, type Scene } from "./scene.ts";

describe("any sequence of actions", () => {
  type Step = (scene: Scene) => unknown;
  const anyOrder = (shop: ShopData, at: number): Order | undefined =>
    [...shop.orders.values()][at % Math.max(1, shop.orders.size)];
  const amount = fc.integer({ min: 0, max: 3000 });
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc
      .record({
        discountRate: fc.constantFrom(0, 0.1, 0.333, 1),
        quantity: fc.integer({ min: 1, max: 5 }),
        pos: fc.boolean(),
        status: fc.constantFrom("PAID" as const, "PENDING" as const),
        taxRate: fc.constantFrom(0, 0.077, 0.19),
      })
      .map(
        ({ discountRate, quantity, pos, status, taxRate }): Step =>
          (scene) =>
            placeOrder(scene, {
              discountRate,
              pos,
              taxRate,
              financialStatus: status,
              items: [...scene.shop.products.values()].map(({ variants }) => ({
                variantId: variants[0]!.id,
                quantity,
              })),
            }),
      ),
    fc
      .tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 3 }), amount)
      .map(([at, line, quantity, goodwillMinor]): Step => (scene) => {
        const order = anyOrder(scene.shop, at);
        return (
          order &&
          refundOrder(scene, {
            orderId: order.id,
            lines: [{ lineItemId: order.lines[line % order.lines.length]!.id, quantity }],
            goodwillMinor,
          })
        );
      }),
    fc.tuple(fc.nat(), amount).map(
      ([at, goodwillMinor]): Step =>
        (scene) =>
          refundOrder(scene, { orderId: anyOrder(scene.shop, at)?.id ?? 0n, goodwillMinor }),
    ),
    fc.nat().map(
      (at): Step =>
        (scene) =>
          refundOrder(scene, { orderId: anyOrder(scene.shop, at)?.id ?? 0n }),
    ),
    fc.tuple(fc.nat(), fc.nat()).map(([at, line]): Step => (scene) => {
      const order = anyOrder(scene.shop, at);
      const variantId = [...scene.shop.products.values()][0]!.variants[0]!.id;
      return (
        order &&
        editOrder(scene, {
          orderId: order.id,
          add: line % 2 === 0 ? [{ variantId, quantity: 1 }] : [],
          remove: line % 3 === 0 ? [{ lineItemId: order.lines[line % order.lines.length]!.id, quantity: 1 }] : [],
        })
      );
    }),
    fc.tuple(fc.nat(), fc.boolean()).map(
      ([at, refund]): Step =>
        (scene) =>
          cancelOrder(scene, { orderId: anyOrder(scene.shop, at)?.id ?? 0n, refund }),
    ),
  );

  it("keeps the ledger whole, refunds within what was received, and updatedAt from going back", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.tuple(step, fc.integer({ min: -5000, max: 90_000 })), { maxLength: 25 }),
        (taxesIncluded, steps) => {
          const shop = makeShop({ taxesIncluded, currency: taxesIncluded ? "EUR" : "USD" });
          const updatedAt = new Map<bigint, number>();
          let nowMs = FACTORY_NOW_MS;
          for (const [act, laterMs] of steps) {
            nowMs += laterMs;
            const before = structuredClone([...shop.orders.values()]);
            try {
              act(makeScene(shop, { nowMs }));
            } catch (error) {
              if (!(error instanceof ImpossibleAction)) throw error;
              expect([...shop.orders.values()], "a refused action changes nothing").toEqual(before);
            }
            for (const order of shop.orders.values()) {
              checkOrder(order, taxesIncluded);
              expect(order.updatedAtMs).toBeGreaterThanOrEqual(updatedAt.get(order.id) ?? 0);
              updatedAt.set(order.id, order.updatedAtMs);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  function checkOrder(order: Order, taxesIncluded: boolean): void {
    const money = orderMoney(order);
    const sales = order.agreements.flatMap((agreement) => agreement.sales);
    const netOf = (type: string) =>
      sales.filter(({ lineType }) => lineType === type).reduce((sum, sale) => sum + sale.totalMinor - sale.taxMinor, 0);
    const lines = lineMoney(order);
    const linesNetMinor = order.lines.reduce(
      (sum, line) => sum + (line.isGiftCard ? 0 : lines.get(line.id)!.netMinor),
      0,
    );
    expect(netOf("PRODUCT")).toBe(linesNetMinor);
    expect(money.netSalesMinor).toBe(netOf("PRODUCT") + netOf("ADJUSTMENT"));
    for (const line of order.lines) {
      const { orderedNetMinor, orderedDiscountMinor, netMinor, taxMinor } = lines.get(line.id)!;
      if (!taxesIncluded) expect(orderedNetMinor + orderedDiscountMinor).toBe(line.unitPriceMinor * line.quantity);
      expect(netMinor).toBeGreaterThanOrEqual(0);
      expect(taxMinor).toBeGreaterThanOrEqual(0);
      if (line.currentQuantity === 0) expect(netMinor + taxMinor).toBe(0);
    }
    expect(money.currentTotalMinor).toBeGreaterThanOrEqual(0);
    expect(money.refundedMinor).toBeLessThanOrEqual(money.receivedMinor);
    if (money.receivedMinor > 0) expect(money.currentTotalMinor).toBe(money.receivedMinor - money.refundedMinor);
    for (const sale of sales)
      for (const value of [sale.totalMinor, sale.taxMinor, sale.quantity])
        expect(Number.isSafeInteger(value)).toBe(true);
    expect(order.updatedAtMs % 1000).toBe(0);
  }
});
