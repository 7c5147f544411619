import type { TimelineLine, TimelineOrder } from "../../app/analytics/timelines.ts";
import type { ArbitraryShopWithLines } from "../factories/timelines.ts";
import { repeatWithin90 } from "./origin-reports.ts";
import { guestOrdersAsOf, peopleAsOf, ratio, total } from "./people.ts";

/** Chapter 9: what was bought, what is bought next, and how long it takes. */

/** Lines of an order, its different known products, and the names of products. */
export function linesIn({ orders, lines, products }: ArbitraryShopWithLines) {
  const byOrder = new Map(orders.map((order) => [order.orderId, [] as TimelineLine[]]));
  for (const line of lines) byOrder.get(line.orderId)?.push(line);
  const linesOf = (order: TimelineOrder): TimelineLine[] => byOrder.get(order.orderId)!;
  return {
    linesOf,
    productsOf: (order: TimelineOrder): string[] => [
      ...new Set(linesOf(order).flatMap(({ product }) => (product === null ? [] : [product]))),
    ],
    titleOf: (product: string | null): string | null => products.find((one) => one.product === product)?.title ?? null,
  };
}

/** A source that has told no line at all tells none. */
const noLines = ({ lines }: ArbitraryShopWithLines): boolean => lines.length === 0;

export function productsReference(shop: ArbitraryShopWithLines, { asOf, most }: { asOf: number; most: number }) {
  if (noLines(shop)) return null;
  const { linesOf, titleOf } = linesIn(shop);
  const people = peopleAsOf(shop.orders, asOf);
  const orders = [...people.flatMap((person) => person.orders), ...guestOrdersAsOf(shop.orders, asOf)];
  const has = (order: TimelineOrder, product: string | null): boolean =>
    linesOf(order).some((line) => line.product === product);
  const began = people.filter((person) => linesOf(person.orders[0]!).length > 0);
  const sold = orders.flatMap(linesOf);
  const unitsOf = (some: readonly TimelineLine[]): number => total(some.map(({ quantity }) => quantity));
  const netOf = (some: readonly TimelineLine[]): number => total(some.map(({ netMinor }) => netMinor));
  const linesWith = (product: string | null): TimelineLine[] => sold.filter((line) => line.product === product);
  const keys = [...new Set(sold.map(({ product }) => product))].sort(
    (a, b) => netOf(linesWith(b)) - netOf(linesWith(a)) || (a === null ? -1 : b === null ? 1 : a < b ? -1 : 1),
  );
  const sales = (some: readonly (string | null)[]) => ({
    products: some.length,
    units: unitsOf(some.flatMap(linesWith)),
    netSalesMinor: netOf(some.flatMap(linesWith)),
  });
  return {
    rows: keys.slice(0, most).map((product) => {
      const first = people.filter((person) => has(person.orders[0]!, product));
      return {
        product,
        title: titleOf(product),
        customers: people.filter((person) => person.orders.some((order) => has(order, product))).length,
        orders: orders.filter((order) => has(order, product)).length,
        units: unitsOf(linesWith(product)),
        netSalesMinor: netOf(linesWith(product)),
        firstCustomers: first.length,
        shareAsFirst: ratio(first.length, began.length),
        repeatWithin90Days: repeatWithin90(first, asOf),
      };
    }),
    other: sales(keys.slice(most)),
    totals: {
      ...sales(keys),
      customers: people.filter((person) => person.orders.some((order) => linesOf(order).length > 0)).length,
      firstCustomers: began.length,
      orders: orders.filter((order) => linesOf(order).length > 0).length,
      ordersWithoutLines: orders.filter((order) => linesOf(order).length === 0).length,
    },
  };
}

export function reorderRhythmReference(shop: ArbitraryShopWithLines, asOf: number) {
  if (noLines(shop)) return null;
  const { productsOf, titleOf } = linesIn(shop);
  const people = peopleAsOf(shop.orders, asOf);
  const keys = [...new Set(people.flatMap((person) => person.orders.flatMap(productsOf)))].sort();
  const daysOfAll = (product: string): number[][] =>
    people
      .map((person) => [
        ...new Set(person.orders.filter((order) => productsOf(order).includes(product)).map(({ day }) => day)),
      ])
      .filter((days) => days.length > 0);
  const enough = keys
    .filter((product) => daysOfAll(product).length >= 50)
    .sort((a, b) => daysOfAll(b).length - daysOfAll(a).length || (a < b ? -1 : 1));
  return {
    rows: enough.map((product) => {
      const buyers = daysOfAll(product);
      const durations = buyers.flatMap((days) =>
        days.map((day, i) => ({ days: (days[i + 1] ?? asOf) - day, ended: i + 1 < days.length })),
      );
      return {
        product,
        title: titleOf(product),
        customers: buyers.length,
        purchases: durations.length,
        ...rhythm(durations),
      };
    }),
    moreProducts: 0,
    tooFewCustomers: keys.length - enough.length,
  };
}

function rhythm(durations: readonly { days: number; ended: boolean }[]) {
  const horizonDays = [365, 180, 90].find((h) => durations.filter(({ days }) => days >= h).length >= 20) ?? null;
  if (horizonDays === null) {
    return { boughtAgain: null, horizonDays, shareBoughtAgain: null, medianDays: null, usualDays: null };
  }
  const returned: number[] = [];
  let survival = 1;
  for (let day = 0; day <= horizonDays; day++) {
    const atRisk = durations.filter(({ days }) => days >= day).length;
    survival *= 1 - durations.filter(({ days, ended }) => ended && days === day).length / atRisk;
    returned.push(1 - survival);
  }
  const share = returned.at(-1)!;
  // A share that is reached exactly must not be missed by the rounding of the curve's product.
  const dayOf = (wanted: number): number | null => {
    const day = returned.findIndex((value) => value >= wanted - 1e-12);
    return day < 0 ? null : day;
  };
  return {
    boughtAgain: durations.filter(({ days, ended }) => ended && days <= horizonDays).length,
    horizonDays,
    shareBoughtAgain: share,
    medianDays: dayOf(0.5),
    usualDays: share > 0 ? dayOf(share / 2) : null,
  };
}

const Z = 1.959963984540054;

/** τ² by the method of moments about 0. */
export function spreadReference(effects: readonly { value: number; error: number }[]): number {
  const known = effects.filter(({ error }) => error > 0);
  if (known.length === 0) return 0;
  const q = total(known.map(({ value, error }) => (value / error) ** 2));
  return Math.max(0, (q - known.length) / total(known.map(({ error }) => 1 / error ** 2)));
}

/** τ²/(τ² + s²), and the interval of an effect that varies about 0. */
export function shrunkReference({ value, error }: { value: number; error: number }, variance: number) {
  if (!(error > 0)) return null;
  const kept = variance / (variance + error ** 2);
  const half = Z * Math.sqrt(kept * error ** 2);
  return { value: kept * value, low: kept * value - half, high: kept * value + half };
}

/** Rows come by product and next product: their order is compared apart from them. */
export function nextProductsReference(shop: ArbitraryShopWithLines, asOf: number) {
  if (noLines(shop)) return null;
  const { productsOf, titleOf } = linesIn(shop);
  const pairsOfOrders = peopleAsOf(shop.orders, asOf)
    .filter((person) => person.orders.length > 1)
    .map(({ orders: [first, second] }) => ({ first: productsOf(first!), second: productsOf(second!) }))
    .filter(({ first, second }) => first.length > 0 && second.length > 0);
  const n = pairsOfOrders.length;
  const began = (a: string): number => pairsOfOrders.filter(({ first }) => first.includes(a)).length;
  const then = (b: string): number => pairsOfOrders.filter(({ second }) => second.includes(b)).length;
  const keys = [...new Set(pairsOfOrders.flatMap(({ first, second }) => [...first, ...second]))].sort();
  const compared = keys
    .flatMap((a) => keys.map((b) => ({ a, b })))
    .filter(({ a, b }) => began(a) >= 50 && then(b) >= 50 && (began(a) * then(b)) / n >= 5)
    .map(({ a, b }) => {
      const both = pairsOfOrders.filter(({ first, second }) => first.includes(a) && second.includes(b)).length;
      const value = Math.log((both + 0.5) / ((began(a) * then(b)) / n + 0.5));
      const error = Math.sqrt(1 / (both + 0.5) - 1 / (began(a) + 1) + 1 / (then(b) + 0.5) - 1 / (n + 1));
      return { a, b, both, value, error };
    });
  const variance = spreadReference(compared);
  return {
    customers: n,
    tooManyProducts: 0,
    rows: compared.map(({ a, b, both, ...effect }) => {
      const { value, low, high } = shrunkReference(effect, variance)!;
      return {
        product: a,
        title: titleOf(a),
        next: b,
        nextTitle: titleOf(b),
        customers: began(a),
        bought: both,
        share: both / began(a),
        lift: both / began(a) / (then(b) / n),
        shrunkLift: { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) },
      };
    }),
    pairs: compared.length,
    spread: Math.sqrt(variance),
  };
}
