import type { ShopFacts } from "../model.ts";
import { currencyDigits, decimalText, presentmentMinor } from "./exchange-rates.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant as webhooks write it: whole seconds with the shop's offset, "2026-11-21T17:05:09-05:00". */
export function webhookDate(ms: number, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const offset = (part["timeZoneName"] ?? "GMT").slice(3).slice(0, 6) || "+00:00";
  return `${part["year"]!.padStart(4, "0")}-${part["month"]!}-${part["day"]!}T${part["hour"]!}:${part["minute"]!}:${part["second"]!}${offset}`;
}

/** The same, or null. */
export function webhookDateOrNull(ms: number | null, zone: string): string | null {
  return ms === null ? null : webhookDate(ms, zone);
}

/** A global id of the Admin API. Plain ids in payloads are bigints: the sender writes them as JSON numbers, exactly. */
export function gid(type: string, id: bigint): string {
  return `gid://shopify/${type}/${String(id)}`;
}

/** Money of one order in webhook form: plain amounts in the shop's currency and pairs with the buyer's. */
export interface MoneyWriter {
  text: (minor: number) => string;
  set: (minor: number) => Record<"shop_money" | "presentment_money", { amount: string; currency_code: string }>;
}

/** Writes the money of an order that the buyer saw in `presentmentCurrency`. */
export function moneyWriter(facts: ShopFacts, presentmentCurrency: string): MoneyWriter {
  const text = (minor: number) => decimalText(minor, facts.currencyDigits);
  const abroad = (minor: number) =>
    decimalText(presentmentMinor(minor, facts.currency, presentmentCurrency), currencyDigits(presentmentCurrency));
  return {
    text,
    set: (minor) => ({
      shop_money: { amount: text(minor), currency_code: facts.currency },
      presentment_money: { amount: abroad(minor), currency_code: presentmentCurrency },
    }),
  };
}
