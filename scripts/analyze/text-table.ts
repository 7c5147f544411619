/** A table of text: the first column to the left, the others to the right, as wide as they need. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = head.some((cell) => cell !== "") ? [head, ...rows] : [...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    widths
      .map((width, column) => (column === 0 ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width)))
      .join("  ")
      .trimEnd();
  return all.map((row) => `  ${line(row)}\n`).join("");
}

/** What is not known. */
export const UNKNOWN = "–";

export function number(value: number | null, digits = 0): string {
  if (value === null) return UNKNOWN;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function percent(value: number | null): string {
  return value === null ? UNKNOWN : `${number(value * 100, 1)} %`;
}

/** Amounts in the currency's own unit; without its name where the file has none. */
export function moneyFormat(currency: string, currencyDigits: number): (minor: number | null) => string {
  const name = currency === "XXX" ? "" : ` ${currency}`;
  return (minor) => (minor === null ? UNKNOWN : `${number(minor / 10 ** currencyDigits, currencyDigits)}${name}`);
}
