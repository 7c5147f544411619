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

/** Minor units of a currency with so many digits, rounded half away from zero. */
export function toMinor({ units, scale }: Decimal, digits: number): number {
  if (scale <= digits) return Number(units * 10n ** BigInt(digits - scale));
  const divisor = 10n ** BigInt(scale - digits);
  const half = (units < 0n ? -divisor : divisor) / 2n;
  return Number((units + half) / divisor);
}
