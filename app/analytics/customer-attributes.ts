import { byCodePoint } from "./code-point-order.ts";
import type { CodeColumn } from "./columns.ts";
import type { Dimension } from "./dimension.ts";
import { CUSTOMER_DIMENSIONS, ORDER_DIMENSIONS } from "./timelines.ts";
import type { CustomerDimension, OrderDimension, Timelines } from "./timelines.ts";

/**
 * What a report can be restricted to or split by, METRICS section 1. `firstProduct`, `productType` and `vendor` hold for a customer
 * when any line of the first order has them; `channel` … `salesChannel` and `discounted` (yes, no) are those of the first order;
 * `language` and `city` are the person's, as they are today; `tag` holds for each tag the person has today. The first order is the
 * earliest counted one ever, so the customers of a value do not depend on the day of a report.
 */
export const CUSTOMER_ATTRIBUTES = [
  "firstProduct",
  "productType",
  "vendor",
  ...ORDER_DIMENSIONS,
  "language",
  "city",
  "tag",
  "discounted",
] as const;
export type CustomerAttribute = (typeof CUSTOMER_ATTRIBUTES)[number];

/** The attribute's name on a command line and in addresses: `firstProduct` is `first-product`. */
export function attributeName(attribute: CustomerAttribute): string {
  return attribute.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The attribute of that name; null when there is none. */
export function attributeNamed(name: string): CustomerAttribute | null {
  return CUSTOMER_ATTRIBUTES.find((attribute) => attributeName(attribute) === name) ?? null;
}

/** Each customer's values of one attribute, as codes. */
export interface AttributeColumn {
  /** `values[0]` is always null: not known, or none. Of `firstProduct` the source's product keys. */
  readonly values: readonly (string | null)[];
  /** How people call each value: titles of products; otherwise the value itself. */
  readonly labels: readonly (string | null)[];
  /**
   * Where an attribute can have several values, those of customer i are codes[start[i]] … codes[start[i + 1] − 1], at least one of
   * them, none twice; where `start` is null, customer i has the one value codes[i].
   */
  readonly start: Uint32Array | null;
  readonly codes: CodeColumn;
}

/** Each customer's values of an attribute. One linear scan. */
export function attributeColumn(timelines: Timelines, attribute: CustomerAttribute): AttributeColumn {
  if (attribute === "firstProduct" || attribute === "productType" || attribute === "vendor")
    return ofFirstLines(timelines, attribute);
  if (attribute === "tag") return ofTags(timelines);
  if (attribute === "discounted") return ofDiscount(timelines);
  if (isPersonal(attribute)) {
    const { values, codes } = timelines.customerDimensions[attribute];
    return { values, labels: values, start: null, codes };
  }
  return ofFirstOrder(timelines, timelines.dimensions[attribute]);
}

/** Attributes that are the person's, not the first order's. `country` is both in the columns; here it is the first order's. */
function isPersonal(attribute: OrderDimension | CustomerDimension): attribute is Exclude<CustomerDimension, "country"> {
  return (
    !(ORDER_DIMENSIONS as readonly string[]).includes(attribute) && CUSTOMER_DIMENSIONS.some((d) => d === attribute)
  );
}

function ofFirstOrder({ customerIds, orderStart }: Timelines, { values, codes }: Dimension): AttributeColumn {
  const n = customerIds.length;
  const own = values.length <= 256 ? new Uint8Array(n) : new Uint32Array(n);
  for (let i = 0; i < n; i++) own[i] = codes[orderStart[i]!]!;
  return { values, labels: values, start: null, codes: own };
}

function ofDiscount({ customerIds, orderStart, discountMinor, hasMoney }: Timelines): AttributeColumn {
  const codes = new Uint8Array(customerIds.length);
  if (hasMoney) for (let i = 0; i < codes.length; i++) codes[i] = discountMinor[orderStart[i]!]! > 0 ? 2 : 1;
  const values = [null, "no", "yes"];
  return { values, labels: values, start: null, codes };
}

function ofTags({ customerIds, tags }: Timelines): AttributeColumn {
  const values = [null, ...tags.values];
  const n = customerIds.length;
  const start = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) start[i + 1] = start[i]! + Math.max(1, tags.start[i + 1]! - tags.start[i]!);
  const codes = new Uint32Array(start[n]!);
  for (let i = 0; i < n; i++) {
    let at = start[i]!;
    for (let t = tags.start[i]!; t < tags.start[i + 1]!; t++) codes[at++] = tags.codes[t]! + 1;
  }
  return { values, labels: values, start, codes };
}

function ofFirstLines(timelines: Timelines, attribute: "firstProduct" | "productType" | "vendor"): AttributeColumn {
  const { customerIds, orderStart, lines } = timelines;
  const n = customerIds.length;
  if (lines === null) return { values: [null], labels: [null], start: null, codes: new Uint8Array(n) };
  const { products } = lines;
  const of = attribute === "productType" ? products.type : attribute === "vendor" ? products.vendor : null;
  const codeOfProduct = of?.codes ?? null;
  const start = new Uint32Array(n + 1);
  let room = 0;
  for (let i = 0; i < n; i++) room += Math.max(1, lines.start[orderStart[i]! + 1]! - lines.start[orderStart[i]!]!);
  const codes = new Uint32Array(room);
  let at = 0;
  for (let i = 0; i < n; i++) {
    const from = at;
    for (let l = lines.start[orderStart[i]!]!; l < lines.start[orderStart[i]! + 1]!; l++) {
      const product = lines.product[l]!;
      const code = codeOfProduct === null ? product : codeOfProduct[product]!;
      if (code === 0) continue;
      let seen = from;
      while (seen < at && codes[seen] !== code) seen++;
      if (seen === at) codes[at++] = code;
    }
    if (at === from) at++;
    start[i + 1] = at;
  }
  const values = of?.values ?? products.keys;
  return { values, labels: of?.values ?? products.titles, start, codes: codes.subarray(0, at) };
}

/** A value of an attribute that customers have. */
export interface AttributeValue {
  /** Null: not known, or none. */
  readonly value: string | null;
  readonly label: string | null;
  /** A customer counts once for each of their values. */
  readonly customers: number;
}

/** The values that customers have, most customers first, equal ones by code point, none last among equals. */
export function attributeValues(timelines: Timelines, attribute: CustomerAttribute): AttributeValue[] {
  const { values, labels, codes } = attributeColumn(timelines, attribute);
  const customers = new Uint32Array(values.length);
  for (let c = 0; c < codes.length; c++) customers[codes[c]!]!++;
  return Array.from(customers.keys())
    .filter((code) => customers[code]! > 0)
    .map((code) => ({ value: values[code]!, label: labels[code]!, customers: customers[code]! }))
    .sort((a, b) => b.customers - a.customers || inOrder(a.value, b.value));
}

function inOrder(a: string | null, b: string | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return byCodePoint(a, b);
}

/** Customers who have any of `values` (null: none known). */
export interface AttributeCondition {
  readonly attribute: CustomerAttribute;
  readonly values: readonly (string | null)[];
}

/** The customers for whom all conditions hold: entry i is 1 or 0 for customer i. Without conditions, everybody. */
export function customersMatching(timelines: Timelines, conditions: readonly AttributeCondition[]): Uint8Array {
  const mask = new Uint8Array(timelines.customerIds.length).fill(1);
  for (const { attribute, values } of conditions) {
    const column = attributeColumn(timelines, attribute);
    const wanted = Uint8Array.from(column.values, (value) => (values.includes(value) ? 1 : 0));
    const holds = customersHaving(column, wanted);
    for (let i = 0; i < mask.length; i++) mask[i]! &= holds[i]!;
  }
  return mask;
}

/** The customers with any code c for which `wanted[c]` is 1. */
export function customersHaving({ start, codes }: AttributeColumn, wanted: Uint8Array): Uint8Array {
  if (start === null) {
    const mask = new Uint8Array(codes.length);
    for (let i = 0; i < mask.length; i++) mask[i] = wanted[codes[i]!]!;
    return mask;
  }
  const mask = new Uint8Array(start.length - 1);
  for (let i = 0; i < mask.length; i++) {
    for (let c = start[i]!; c < start[i + 1]!; c++) mask[i]! |= wanted[codes[c]!]!;
  }
  return mask;
}
