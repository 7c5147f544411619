import { minorUnits } from "../analytics/money.ts";
import { ORDER_KINDS } from "../analytics/timelines.ts";
import { knownCurrencyDigits, NO_CURRENCY } from "./file-currency.ts";
import type { FileOrder, OrderText } from "./order-row.ts";

/** Digits of each currency, looked up once; null for what is no currency code. */
export function digitsOf(): (currency: string) => number | null {
  let lastCurrency = "";
  let lastDigits: number | null = null;
  return (currency) => {
    if (currency !== lastCurrency) {
      lastCurrency = currency;
      lastDigits = knownCurrencyDigits(currency);
    }
    return lastDigits;
  };
}

/** The currency of a row: its own, else the one chosen for the file, else none. */
export function rowCurrency(text: string, chosen: string | null): string {
  return text === "" ? (chosen ?? NO_CURRENCY) : text.toUpperCase();
}

export function noCurrency(text: string): string {
  return `"${text}" is not a currency such as EUR`;
}

export function noAmount(column: string, text: string): string {
  return `${column} "${text}" is not an amount such as 12.50`;
}

export function noDate(column: string, text: string): string {
  return `${column} "${text}" is not a date such as 2024-05-31 or 2024-05-31T10:15:00Z`;
}

/** Minor units of an amount that may be missing; NaN for what is no amount. */
export function optionalAmount(text: string, digits: number): number {
  return text === "" ? 0 : (minorUnits(text, digits) ?? NaN);
}

/** The columns of a file by name, without regard to case. */
export interface ColumnPlaces {
  /** Where the first of these names stands; −1 when the file has none of them. */
  readonly at: (...names: string[]) => number;
}

export function columnPlaces(names: readonly string[]): ColumnPlaces {
  const places = new Map<string, number>();
  names.forEach((name, i) => {
    if (!places.has(name)) places.set(name, i);
  });
  return { at: (...wanted) => wanted.map((name) => places.get(name) ?? -1).find((place) => place >= 0) ?? -1 };
}

/** Columns that say something of an order in words, by the names they have in a file. */
const TEXT_COLUMNS: Readonly<Record<Exclude<OrderText, "consent" | "sourceMedium">, string>> = {
  channel: "channel",
  lastChannel: "last_channel",
  campaign: "campaign",
  referrer: "referrer",
  landingPage: "landing_page",
  country: "country",
  region: "region",
  discountCode: "discount_code",
  salesChannel: "sales_channel",
  kind: "kind",
  language: "language",
  city: "city",
  tags: "tags",
};

/** Reads the words of an order; `read` gives what is wrong with them, or null. */
interface OrderTexts {
  readonly texts: readonly OrderText[];
  readonly read: (fields: readonly string[], order: FileOrder) => string | null;
}

/**
 * The reader of those columns that a file has. The names are those of `TEXT_COLUMNS`, and source and medium, which make one value
 * ("google / cpc", a missing half "(none)").
 */
export function orderTexts(columns: ColumnPlaces): OrderTexts {
  const found = Object.entries(TEXT_COLUMNS)
    .map(([text, name]) => ({ text: text as OrderText, at: columns.at(name) }))
    .filter(({ at }) => at >= 0);
  const [sourceAt, mediumAt] = [columns.at("source"), columns.at("medium")];
  const hasSource = sourceAt >= 0 || mediumAt >= 0;
  const kindAt = columns.at("kind");
  return {
    texts: [...found.map(({ text }) => text), ...(hasSource ? (["sourceMedium"] as const) : [])],
    read: (fields, order) => {
      for (const { text, at } of found) order[text] = fields[at]!.trim() || null;
      if (hasSource) {
        const source = fields[sourceAt]?.trim() ?? "";
        const medium = fields[mediumAt]?.trim() ?? "";
        order.sourceMedium = source === "" && medium === "" ? null : `${source || "(none)"} / ${medium || "(none)"}`;
      }
      if (kindAt < 0 || order.kind === null) return null;
      const kind = kindNamed(order.kind);
      if (kind === null) return `kind "${order.kind}" is not known: use ${ORDER_KINDS.join(", ")}`;
      order.kind = kind;
      return null;
    },
  };
}

/** Kinds may be written in any case, "giftCard" also as "gift card" or "gift-card". */
function kindNamed(text: string): string | null {
  const wanted = text.replace(/[-_ ]/g, "").toLowerCase();
  return ORDER_KINDS.find((kind) => kind.toLowerCase() === wanted) ?? null;
}
