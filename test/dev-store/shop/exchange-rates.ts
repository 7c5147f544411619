/**
 * Presentment money: what a buyer abroad saw at the checkout. The dev store has no market data; one fixed table keeps every
 * answer repeatable. Units of each currency for one US dollar.
 */
const PER_DOLLAR: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 0.92,
  GBP: 0.78,
  CAD: 1.37,
  AUD: 1.52,
  NZD: 1.66,
  CHF: 0.88,
  SEK: 10.5,
  NOK: 10.8,
  DKK: 6.9,
  PLN: 3.95,
  BRL: 5.4,
  MXN: 18.6,
  INR: 84,
  JPY: 150,
  KRW: 1370,
  KWD: 0.31,
  BHD: 0.376,
};

const digitsSeen = new Map<string, number>();

/** Number of decimals of an ISO 4217 currency: 2 for USD, 0 for JPY, 3 for KWD. Throws RangeError on an unknown shape. */
export function currencyDigits(currency: string): number {
  let digits = digitsSeen.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsSeen.set(currency, digits);
  }
  return digits;
}

/** Units of `to` for one unit of `from`; 1 for a currency the table lacks. */
function exchangeRate(from: string, to: string): number {
  if (from === to) return 1;
  return (PER_DOLLAR[to] ?? 1) / (PER_DOLLAR[from] ?? 1);
}

/** An amount of the shop's currency in the minor units of the presentment currency. */
export function presentmentMinor(minor: number, from: string, to: string): number {
  if (from === to) return minor;
  const value = (minor / 10 ** currencyDigits(from)) * exchangeRate(from, to) * 10 ** currencyDigits(to);
  return Math.sign(value) * Math.round(Math.abs(value)) + 0;
}

/** Minor units as Shopify writes money: "12.30", "-0.05", "1200" for a currency without decimals. */
export function decimalText(minor: number, digits: number): string {
  const sign = minor < 0 ? "-" : "";
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
