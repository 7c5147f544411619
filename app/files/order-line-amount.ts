/** Millionths of a minor unit: what sums of lines carry beside whole minor units, so that they are rounded once, at the end. */
const MILLION = 1_000_000;

/** An exact amount: minor + millionths / 1 000 000. Both are whole numbers. */
export interface ExactAmount {
  minor: number;
  millionths: number;
}

/** A decimal as it is written: units / 10 ** scale. */
interface Decimal {
  units: number;
  scale: number;
}

/**
 * Writes quantity × price, two decimals as text, into `into`; false when one of them is none, or when the product has more than six
 * decimals beyond the currency's or leaves the safe integers, so that it could not be added up exactly.
 */
export function exactProduct(quantity: string, price: string, digits: number, into: ExactAmount): boolean {
  if (!readDecimal(quantity, LEFT) || !readDecimal(price, RIGHT)) return false;
  const units = LEFT.units * RIGHT.units;
  const beyond = LEFT.scale + RIGHT.scale - digits;
  if (!Number.isSafeInteger(units) || beyond > 6) return false;
  if (beyond <= 0) {
    into.minor = units * 10 ** -beyond;
    into.millionths = 0;
  } else {
    const rest = units % 10 ** beyond;
    into.minor = (units - rest) / 10 ** beyond;
    into.millionths = rest * 10 ** (6 - beyond);
  }
  return Number.isSafeInteger(into.minor);
}

/** Scratch space of `exactProduct`. */
const LEFT: Decimal = { units: 0, scale: 0 };
const RIGHT: Decimal = { units: 0, scale: 0 };

/** Whole minor units of an exact amount, rounded half away from zero. */
export function roundedMinor(minor: number, millionths: number): number {
  const carried = Math.trunc(millionths / MILLION);
  let whole = minor + carried;
  let rest = millionths - carried * MILLION;
  if (whole > 0 && rest < 0) {
    whole--;
    rest += MILLION;
  } else if (whole < 0 && rest > 0) {
    whole++;
    rest -= MILLION;
  }
  if (2 * Math.abs(rest) >= MILLION) whole += Math.sign(rest);
  return whole === 0 ? 0 : whole;
}

/** Reads digits with a sign and a point at most; zeros at the end of a fraction are not kept. */
function readDecimal(text: string, into: Decimal): boolean {
  const negative = text.charCodeAt(0) === 45;
  let units = 0;
  let scale = 0;
  let zeros = 0;
  let digits = 0;
  let point = false;
  for (let i = negative ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46 && !point) {
      point = true;
      continue;
    }
    if (code < 48 || code > 57) return false;
    digits++;
    if (point && code === 48) {
      zeros++;
      continue;
    }
    if (point) {
      units *= 10 ** zeros;
      scale += zeros + 1;
      zeros = 0;
    }
    units = units * 10 + (code - 48);
  }
  into.units = negative ? 0 - units : units;
  into.scale = scale;
  return digits > 0 && Number.isSafeInteger(units);
}
