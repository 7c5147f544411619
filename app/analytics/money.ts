/** Money as decimal text into minor units of a currency, exactly: text → integers, never through a floating-point number. */
const DECIMAL = /^(-?)(\d{1,18})(?:\.(\d{1,18}))?$/;

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

/**
 * A decimal such as "139.12" in minor units, rounded half away from zero to the currency's digits; null for anything else
 * (signs of currencies, thousands separators, exponents) and beyond 2^53. Works on the digits, so nothing is lost on the way.
 */
export function minorUnits(text: unknown, digits: number): number | null {
  if (typeof text !== "string") return null;
  let at = 0;
  const negative = text.charCodeAt(0) === 45;
  if (negative) at++;
  let minor = 0;
  let seen = 0;
  let decimals = -1;
  let roundUp = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (code < 48 || code > 57) return null;
    seen++;
    if (decimals === digits) {
      // The first digit that does not fit decides; those after it no longer matter.
      roundUp = code >= 53;
      decimals = digits + 1;
    } else if (decimals < digits) {
      minor = minor * 10 + (code - 48);
      if (decimals >= 0) decimals++;
    }
  }
  if (seen === 0) return null;
  for (let missing = Math.max(decimals, 0); missing < digits; missing++) minor *= 10;
  if (roundUp) minor++;
  if (!Number.isSafeInteger(minor)) return null;
  return negative && minor !== 0 ? -minor : minor;
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
