import type { Order } from "../model.ts";

/** One line item as a file states it. */
export interface FileLine {
  title: string;
  sku: string | null;
  vendor: string | null;
  quantity: number;
  /** Quantity × price before discounts, rounded to minor units. */
  priceMinor: number;
}

/** One order as a file states it, whatever its layout. Money in minor units of the shop's currency. */
export interface FileOrder {
  /** Where the order begins in the file. */
  line: number;
  idText: string;
  /** Shown name; null: made from the id. */
  name: string | null;
  customerText: string | null;
  atMs: number;
  currency: string | null;
  /** What the order's net sales shall be, before refunds. */
  totalMinor: number;
  /** The part of it that is goods after discounts; the rest is what the file has in shipping and taxes. */
  goodsMinor: number;
  refundMinor: number;
  lines: FileLine[];
  financialStatus: Order["financialStatus"];
  cancelledAtMs: number | null;
  discountCodes: string[];
  tags: string[];
  sourceName: string;
  address: FileAddress | null;
  person: FilePerson | null;
}

export interface FileAddress {
  countryCode: string;
  provinceCode: string | null;
  province: string | null;
  city: string;
  zip: string;
  address1: string;
}

interface FilePerson {
  name: string;
  email: string;
  acceptsMarketing: boolean;
}
