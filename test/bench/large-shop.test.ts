import { describe, expect, it } from "vitest";
import { buildTimelines } from "../../app/analytics/timelines-builder.ts";
import {
  CONSENT_STATES,
  CUSTOMER_DIMENSIONS,
  LEFT_OUT_REASONS,
  ORDER_DIMENSIONS,
  ORDER_KINDS,
} from "../../app/analytics/timelines.ts";
import type {
  TimelineCustomer,
  TimelineLine,
  TimelineOrder,
  TimelineProduct,
  Timelines,
} from "../../app/analytics/timelines.ts";
import { largeShop } from "./large-shop.ts";

/** The records of which the columns could have been made; orders have the numbers of their places as ids. */
function recordsOf(shop: Timelines): {
  orders: TimelineOrder[];
  customers: TimelineCustomer[];
  lines: TimelineLine[];
  products: TimelineProduct[];
} {
  const { customerIds, orderStart, day, guests, leftOut, prospects, returns, tags, lines } = shop;
  const orders: TimelineOrder[] = [];
  const returnsOf = new Map<number, { day: number; amountMinor: number }[]>();
  returns.order.forEach((order, r) => {
    const found = returnsOf.get(order) ?? [];
    returnsOf.set(order, [...found, { day: returns.day[r]!, amountMinor: returns.amountMinor[r]! }]);
  });
  const bare = (orderId: number, at: number): Omit<TimelineOrder, "customerId" | "netMinor" | "leftOut"> => ({
    orderId: BigInt(orderId),
    processedAtMs: at * 86_400_000,
    day: at,
    grossMinor: 0,
    discountMinor: 0,
    refundMinor: 0,
    returns: returnsOf.get(orderId) ?? [],
  });
  customerIds.forEach((customerId, i) => {
    for (let o = orderStart[i]!; o < orderStart[i + 1]!; o++) {
      orders.push({
        ...bare(o, day[o]!),
        customerId,
        netMinor: shop.netMinor[o]!,
        grossMinor: shop.grossMinor[o]!,
        discountMinor: shop.discountMinor[o]!,
        refundMinor: shop.refundMinor[o]!,
        costMinor: Number.isNaN(shop.costMinor![o]) ? null : shop.costMinor![o]!,
        kind: ORDER_KINDS[shop.kind[o]!]!,
        leftOut: null,
        ...Object.fromEntries(
          ORDER_DIMENSIONS.map((name) => [name, shop.dimensions[name].values[shop.dimensions[name].codes[o]!]!]),
        ),
      });
    }
  });
  guests.day.forEach((at, g) => {
    orders.push({ ...bare(day.length + g, at), customerId: null, netMinor: guests.netMinor[g]!, leftOut: null });
  });
  leftOut.day.forEach((at, i) => {
    const order = bare(1_000_000_000 + i, at);
    orders.push({ ...order, customerId: null, netMinor: 0, leftOut: LEFT_OUT_REASONS[leftOut.reason[i]!]! });
  });

  const customers: TimelineCustomer[] = Array.from(customerIds, (customerId, i) => ({
    customerId,
    createdDay: shop.createdDay[i]!,
    consent: CONSENT_STATES[shop.consent[i]!]!,
    abandonedDay: shop.abandonedDay[i]! < 0 ? null : shop.abandonedDay[i]!,
    tags: Array.from(tags.codes.subarray(tags.start[i], tags.start[i + 1]), (code) => tags.values[code]!),
    ...Object.fromEntries(
      CUSTOMER_DIMENSIONS.map((name) => {
        const { values, codes } = shop.customerDimensions[name];
        return [name, values[codes[i]!]!];
      }),
    ),
  }));
  prospects.customerIds.forEach((customerId, i) => {
    customers.push({
      customerId,
      createdDay: prospects.createdDay[i]!,
      consent: CONSENT_STATES[prospects.consent[i]!]!,
      abandonedDay: prospects.abandonedDay[i]! < 0 ? null : prospects.abandonedDay[i]!,
    });
  });

  const linesOf: TimelineLine[] = [];
  for (let o = 0; o + 1 < lines!.start.length; o++) {
    for (let l = lines!.start[o]!; l < lines!.start[o + 1]!; l++) {
      linesOf.push({
        orderId: BigInt(o),
        product: lines!.products.keys[lines!.product[l]!]!,
        variant: lines!.variants[lines!.variant[l]!]!,
        quantity: lines!.quantity[l]!,
        netMinor: lines!.netMinor[l]!,
      });
    }
  }
  const { keys, titles, type, vendor } = lines!.products;
  const products = keys.flatMap((product, p) =>
    product === null
      ? []
      : { product, title: titles[p]!, type: type.values[type.codes[p]!]!, vendor: vendor.values[vendor.codes[p]!]! },
  );
  return { orders, customers, lines: linesOf, products };
}

describe("the generated large shop", () => {
  it("has the columns that the builder makes of the same orders, whatever their order", () => {
    const shop = largeShop({ orders: 3_000, withLines: true });
    const { orders, customers, lines, products } = recordsOf(shop);
    const { zone, currency, currencyDigits, hasMoney } = shop;
    const built = buildTimelines(
      { zone, currency, currencyDigits, hasMoney },
      { orders: orders.toReversed(), customers: customers.toReversed(), lines: lines.toReversed(), products },
    );
    expect(built).toEqual(shop);
  });

  it("is the same every time, and of the size that was asked for", () => {
    const shop = largeShop({ orders: 5_000 });
    expect(largeShop({ orders: 5_000 })).toEqual(shop);
    expect(shop.customerIds).toHaveLength(1_000);
    expect(shop.day.length + shop.guests.day.length).toBe(5_000);
    expect(shop.lines).toBeNull();
  });

  it("adds up: lines to what was paid, returns to what was refunded", () => {
    const { netMinor, grossMinor, discountMinor, refundMinor, returns, lines } = largeShop({
      orders: 2_000,
      withLines: true,
    });
    const refunded = new Float64Array(refundMinor.length);
    returns.order.forEach((order, r) => {
      if (order < refunded.length) refunded[order]! += returns.amountMinor[r]!;
    });
    expect(refunded).toEqual(Float64Array.from(refundMinor));
    for (let o = 0; o < netMinor.length; o++) {
      const paid = grossMinor[o]! - discountMinor[o]!;
      const ofLines = lines!.netMinor.subarray(lines!.start[o], lines!.start[o + 1]);
      expect(netMinor[o]).toBe(paid - refundMinor[o]!);
      expect(ofLines.reduce((sum, net) => sum + net, 0)).toBe(paid);
    }
  });

  it("is not degenerate: half of the customers buy once, some very often, gaps and returns are there", () => {
    const shop = largeShop({ orders: 20_000 });
    const counts = Array.from(shop.customerIds, (_, i) => shop.orderStart[i + 1]! - shop.orderStart[i]!);
    const once = counts.filter((count) => count === 1).length / counts.length;
    expect(once).toBeGreaterThan(0.4);
    expect(once).toBeLessThan(0.6);
    expect(Math.max(...counts)).toBeGreaterThan(100);
    expect(shop.returns.order.length / 20_000).toBeCloseTo(0.055, 2);
    expect(shop.dimensions.landingPage.values.length).toBeGreaterThan(500);
  });
});
