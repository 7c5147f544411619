import type { CustomerAttribute } from "../../app/analytics/customer-attributes.ts";
import type { OrderKindSetting } from "../../app/analytics/order-kinds.ts";
import { ORDER_KINDS } from "../../app/analytics/timelines.ts";
import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import type { ArbitraryShopWithLines } from "../factories/timelines.ts";
import { peopleAsOf } from "./people.ts";
import type { Person } from "./people.ts";
import { linesIn } from "./product-reports.ts";

/** Chapter 1, filters on attributes; chapter 0, kinds of orders. */

/** Every customer with an order at any time, and the values each has of an attribute: at least one, null for none known. */
export function attributeReference(shop: ArbitraryShopWithLines, attribute: CustomerAttribute) {
  const { productsOf } = linesIn(shop);
  const factsOf = (key: string) => shop.products.find(({ product }) => product === key);
  return peopleAsOf(shop.orders, Infinity).map((person) => {
    const first = person.orders[0]!;
    const record = shop.customers.find(({ customerId }) => customerId === person.id);
    const found = (): (string | null | undefined)[] => {
      if (attribute === "firstProduct") return productsOf(first);
      if (attribute === "productType") return productsOf(first).map((key) => factsOf(key)?.type);
      if (attribute === "vendor") return productsOf(first).map((key) => factsOf(key)?.vendor);
      if (attribute === "tag") return [...(record?.tags ?? [])];
      if (attribute === "language" || attribute === "city") return [record?.[attribute]];
      if (attribute === "discounted") return [first.discountMinor > 0 ? "yes" : "no"];
      return [first[attribute]];
    };
    const known = [...new Set(found().flatMap((value) => value ?? []))];
    const values: (string | null)[] = known.length > 0 ? known : [null];
    return { person, values };
  });
}

/** Values that customers have: most customers first, then by code point, none last among equals. */
export function attributeValuesReference(shop: ArbitraryShopWithLines, attribute: CustomerAttribute) {
  const all = attributeReference(shop, attribute).flatMap(({ values }): (string | null)[] => values);
  const having = (value: string | null): number => all.filter((one) => one === value).length;
  return [...new Set(all)]
    .sort((a, b) => having(b) - having(a) || (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
    .map((value) => ({ value, customers: having(value) }));
}

/** The parts of a split, with the ids of their customers. */
export function splitReference(shop: ArbitraryShopWithLines, attribute: CustomerAttribute, most: number) {
  const people = attributeReference(shop, attribute);
  const idsWhere = (holds: (values: (string | null)[]) => boolean): bigint[] =>
    people.filter(({ values }) => holds(values)).map(({ person }) => person.id);
  const ranked = attributeValuesReference(shop, attribute).flatMap(({ value }) => value ?? []);
  const listed = ranked.slice(0, most);
  return [
    ...listed.map((value) => ({ kind: "value", value, ids: idsWhere((values) => values.includes(value)) })),
    {
      kind: "other",
      value: null,
      ids: idsWhere((values) => values.every((value) => value !== null && !listed.includes(value))),
    },
    { kind: "none", value: null, ids: idsWhere((values) => values.includes(null)) },
  ].filter(({ ids }) => ids.length > 0);
}

/** The shop of some customers alone: their whole history, and nothing that belongs to nobody. */
export function onlyCustomers(shop: ArbitraryShopWithLines, people: readonly Person[]): ArbitraryShopWithLines {
  const ids = people.map(({ id }) => id);
  const orders = shop.orders.filter(
    ({ customerId, leftOut }) => leftOut === null && customerId !== null && ids.includes(customerId),
  );
  const customers = shop.customers.filter(({ customerId }) => ids.includes(customerId));
  return { ...shop, orders, customers };
}

/** Orders as customer rates see them; those of guests and those left out are untouched. */
export function ratedReference(
  orders: readonly TimelineOrder[],
  { notRepeat, setAside }: OrderKindSetting,
): TimelineOrder[] {
  const kindOf = ({ kind = "standard" }: TimelineOrder) => kind;
  const rated = peopleAsOf(orders, Infinity).flatMap((person) =>
    person.orders
      .filter((order) => !setAside.includes(kindOf(order)))
      .filter((order, i) => i === 0 || !notRepeat.includes(kindOf(order))),
  );
  return [...rated, ...orders.filter(({ customerId, leftOut }) => leftOut !== null || customerId === null)];
}

export function unratedReference(orders: readonly TimelineOrder[], asOf: number, setting: OrderKindSetting) {
  const rated = new Set(ratedReference(orders, setting));
  const unrated = orders.filter((order) => order.day <= asOf && !rated.has(order));
  const counts = ORDER_KINDS.map((kind) => [kind, unrated.filter((one) => (one.kind ?? "standard") === kind).length]);
  return Object.fromEntries(counts.filter(([, count]) => count !== 0)) as Record<string, number>;
}
