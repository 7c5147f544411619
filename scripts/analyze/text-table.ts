import { clipped, plain, widthOf } from "./text-width.ts";

const WIDTH = 100;
/** The least that is left of a name. */
const SHORTEST = 12;

/**
 * A table of text: the first columns (one unless named) to the left, the others to the right, as wide as they need. Where that is
 * more than 100 columns, what stands to the left is cut.
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { left = 1 }: { readonly left?: number } = {},
): string {
  const all = (head.some((cell) => cell !== "") ? [head, ...rows] : rows).map((row) => row.map(plain));
  const widths = head.map((_, column) => all.reduce((most, row) => Math.max(most, widthOf(row[column] ?? "")), 0));
  const over = widths.reduce((sum, width) => sum + 2 + width, 0) - WIDTH;
  if (over > 0) {
    for (let column = 0; column < left; column++) {
      widths[column] = Math.min(widths[column]!, Math.max(SHORTEST, widths[column]! - Math.ceil(over / left)));
    }
  }
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = column < left ? clipped(row[column] ?? "", width) : (row[column] ?? "");
        const space = " ".repeat(width - widthOf(cell));
        return column < left ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd();
  return all.map((row) => `  ${line(row)}\n`).join("");
}

/** What is not known. */
export const UNKNOWN = "–";

export function number(value: number | null, digits = 0): string {
  if (value === null) return UNKNOWN;
  return format(value, digits, "negative");
}

/** A number of things, the thing in the singular or with an "s". */
export function counted(count: number, thing: string): string {
  return `${number(count)} ${thing}${count === 1 ? "" : "s"}`;
}

export function percent(value: number | null, digits = 1): string {
  return value === null ? UNKNOWN : `${number(value * 100, digits)} %`;
}

/** A difference of two shares in percentage points, with its sign. */
export function points(value: number | null): string {
  return value === null ? UNKNOWN : format(value * 100, 1, "exceptZero");
}

/** An interval of shares. */
export function percentRange(interval: { readonly low: number; readonly high: number } | null, digits = 1): string {
  if (interval === null) return UNKNOWN;
  return `${number(interval.low * 100, digits)}–${percent(interval.high, digits)}`;
}

/** An interval whose ends can be below 0. */
export function range(
  interval: { readonly low: number | null; readonly high: number | null } | null,
  shown: (end: number) => string,
): string {
  if (interval === null || interval.low === null || interval.high === null) return UNKNOWN;
  return `${shown(interval.low)} to ${shown(interval.high)}`;
}

/** Never "-0": what rounds to nothing has no sign. */
function format(value: number, digits: number, signDisplay: "negative" | "exceptZero"): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay });
}

/** Amounts in the currency's own unit; without its name where the file has none. */
export function moneyFormat(currency: string, currencyDigits: number): (minor: number | null) => string {
  const name = currency === "XXX" ? "" : ` ${currency}`;
  return (minor) => (minor === null ? UNKNOWN : `${number(minor / 10 ** currencyDigits, currencyDigits)}${name}`);
}
