/**
 * Money as Shopify sends it (decimal text) into minor units of a currency, exactly: text → integers, never through a
 * floating-point number.
 */
const DECIMAL = /^([+-]?)(\d{1,18})(?:\.(\d{1,18}))?$/;

/** ISO 4217 currencies without two decimals. Not from `Intl`, whose data follow custom (it has none for the forint). */
const OTHER_DIGITS: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

/** Number of decimals of an ISO 4217 currency (JPY 0, EUR 2, KWD 3). Codes nobody knows count as 2. */
export function currencyDigits(currency: string): number {
  const found = Object.entries(OTHER_DIGITS).find(([, codes]) => codes.split(" ").includes(currency));
  return found ? Number(found[0]) : 2;
}

/** An exact decimal: value × 10^-scale. */
interface Decimal {
  value: bigint;
  scale: number;
}

function decimalOf(text: unknown): Decimal | null {
  if (typeof text !== "string") return null;
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const fraction = match[3] ?? "";
  const magnitude = BigInt(match[2]! + fraction);
  return { value: match[1] === "-" ? -magnitude : magnitude, scale: fraction.length };
}

function roundToMinor({ value, scale }: Decimal, digits: number): number | null {
  let minor: bigint;
  if (scale <= digits) {
    minor = value * 10n ** BigInt(digits - scale);
  } else {
    const unit = 10n ** BigInt(scale - digits);
    const magnitude = value < 0n ? -value : value;
    const rounded = (magnitude + unit / 2n) / unit;
    minor = value < 0n ? -rounded : rounded;
  }
  const number = Number(minor);
  return Number.isSafeInteger(number) ? number : null;
}

/**
 * Minor units of a decimal text, rounded half away from zero to the currency's digits. Null for text that is no decimal
 * and for amounts beyond 2^53 minor units.
 */
export function minorUnits(text: unknown, digits: number): number | null {
  const decimal = decimalOf(text);
  return decimal && roundToMinor(decimal, digits);
}

/**
 * `amount − subtrahend` of two decimal texts in minor units, rounded once at the end, so that two amounts with more
 * decimals than the currency lose nothing. Null as for `minorUnits`.
 */
export function minorUnitsOfDifference(amount: unknown, subtrahend: unknown, digits: number): number | null {
  const a = decimalOf(amount);
  const b = decimalOf(subtrahend);
  if (!a || !b) return null;
  const scale = Math.max(a.scale, b.scale);
  const value = a.value * 10n ** BigInt(scale - a.scale) - b.value * 10n ** BigInt(scale - b.scale);
  return roundToMinor({ value, scale }, digits);
}
