import { OrderFileError } from "./csv-records.ts";

/** Exact decimals: what a file writes is never carried through a floating-point number. */
export interface Decimal {
  /** The value is units / 10 ** scale. */
  units: bigint;
  scale: number;
}

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)$/;

/** Reads "12", "-0.5" or "3.100"; null for anything else. */
export function decimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  const digits = `${match?.[2] ?? ""}${match?.[3] ?? ""}`;
  if (!match || digits === "") return null;
  return { units: BigInt(`${match[1] === "-" ? "-" : ""}${digits}`), scale: match[3]!.length };
}

/** The product of two decimals. */
export function times(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** Minor units of a currency with so many digits, rounded half away from zero. Throws OrderFileError beyond 2^53. */
export function toMinor(amount: Decimal, digits: number): number {
  const minor = Number(roundedUnits(amount, digits));
  if (!Number.isSafeInteger(minor)) throw new OrderFileError("an amount is larger than any order's.");
  return minor;
}

function roundedUnits({ units, scale }: Decimal, digits: number): bigint {
  if (scale <= digits) return units * 10n ** BigInt(digits - scale);
  const divisor = 10n ** BigInt(scale - digits);
  const half = (units < 0n ? -divisor : divisor) / 2n;
  return (units + half) / divisor;
}
