/** Every simulated type with its fields. A type that is not here is a plain object made by a reader of another type. */
import { BULK_READERS } from "../bulk/bulk-readers.ts";
import { ADDRESS_READERS } from "./address-readers.ts";
import { CATALOGUE_READERS } from "./catalogue-readers.ts";
import { CUSTOMER_READERS } from "./customer-readers.ts";
import { JOURNEY_READERS } from "./journey-readers.ts";
import { LEDGER_READERS } from "./ledger-readers.ts";
import { LINE_ITEM_READERS } from "./line-item-readers.ts";
import { ORDER_READERS } from "./order-readers.ts";
import { REFUND_READERS } from "./refund-readers.ts";
import { ROOT_READERS } from "./root-readers.ts";
import { SHOP_READERS } from "./shop-readers.ts";
import type { TypeReaders } from "./request-context.ts";

export const TYPE_READERS: Readonly<{ [typeName: string]: TypeReaders<never> }> = {
  ...ROOT_READERS,
  ...SHOP_READERS,
  ...ORDER_READERS,
  ...LINE_ITEM_READERS,
  ...LEDGER_READERS,
  ...REFUND_READERS,
  ...JOURNEY_READERS,
  ...CUSTOMER_READERS,
  ...ADDRESS_READERS,
  ...CATALOGUE_READERS,
  ...BULK_READERS,
};

/** The object type behind an interface or union: what a reader marked, else told from the record's own properties. */
export function typeNameOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if ("__typename" in value && typeof value.__typename === "string") return value.__typename;
  if ("agreements" in value) return "Order";
  if ("emailConsent" in value) return "Customer";
  if ("variants" in value) return "Product";
  if ("completedAtMs" in value && "totalMinor" in value) return "AbandonedCheckout";
  return undefined;
}
