import { attributeColumn, customersHaving } from "./customer-attributes.ts";
import type { CustomerAttribute } from "./customer-attributes.ts";
import { uint32Column } from "./columns.ts";
import { childRuns, copiedTimelines, runsOf } from "./timelines-copy.ts";
import type { Timelines } from "./timelines.ts";

/**
 * The shop of only those customers whose `mask` entry is not 0, with their whole history, so that every report can be restricted.
 * Guests, orders left out and people without orders belong to no customer and are not in it; dictionaries are the shop's, so that
 * codes keep their meaning. Linear in the orders of the customers selected.
 */
export function selectedCustomers(timelines: Timelines, mask: Uint8Array): Timelines {
  const customers = runsOf(mask);
  const orders = childRuns(timelines.orderStart, customers);
  const orderStart = uint32Column(customers.length + 1);
  let at = 0;
  for (let r = 0; r < customers.from.length; r++) {
    for (let i = customers.from[r]!; i < customers.to[r]!; i++, at++)
      orderStart[at + 1] = orderStart[at]! + timelines.orderStart[i + 1]! - timelines.orderStart[i]!;
  }
  return copiedTimelines(timelines, { customers, orders, orderStart, behind: false });
}

/** Customers who share a value of an attribute. */
export interface CustomerPart {
  /** `value`: have it; `other`: have some value, but none of those listed; `none`: no value is known. */
  readonly kind: "value" | "other" | "none";
  /** Null for `other` and `none`. */
  readonly value: string | null;
  readonly label: string | null;
  readonly customers: number;
  /** For `selectedCustomers`. */
  readonly mask: Uint8Array;
}

/**
 * A shop's customers by their values of an attribute: the `most` values with the most customers (equal ones by code point), the
 * other values together, and those without a value. Parts without customers are not listed. Where an attribute can have several
 * values at once (products, types, vendors, tags), a customer is in the part of each of them; otherwise in exactly one part.
 */
export function splitBy(timelines: Timelines, attribute: CustomerAttribute, { most = 10 } = {}): CustomerPart[] {
  const column = attributeColumn(timelines, attribute);
  const { values, labels, codes } = column;
  const sizes = new Uint32Array(values.length);
  for (let c = 0; c < codes.length; c++) sizes[codes[c]!]!++;
  // Codes ascend by code point, and sorting keeps the order of equals.
  const ranked = Array.from(sizes.keys())
    .filter((code) => code > 0 && sizes[code]! > 0)
    .sort((a, b) => sizes[b]! - sizes[a]!);
  const only = (code: number): Uint8Array => Uint8Array.from(values, (_, c) => (c === code ? 1 : 0));
  const parts: CustomerPart[] = ranked.slice(0, most).map((code) => ({
    kind: "value",
    value: values[code]!,
    label: labels[code]!,
    ...sized(customersHaving(column, only(code))),
  }));
  const listed = new Uint8Array(values.length);
  for (const code of ranked.slice(0, most)) listed[code] = 1;
  const none = customersHaving(column, only(0));
  const other = customersHaving(column, listed);
  for (let i = 0; i < other.length; i++) other[i] = other[i] === 0 && none[i] === 0 ? 1 : 0;
  parts.push({ kind: "other", value: null, label: null, ...sized(other) });
  parts.push({ kind: "none", value: null, label: null, ...sized(none) });
  return parts.filter((part) => part.customers > 0);
}

function sized(mask: Uint8Array): Pick<CustomerPart, "customers" | "mask"> {
  let customers = 0;
  for (let i = 0; i < mask.length; i++) customers += mask[i]!;
  return { customers, mask };
}
