import { stringify } from "csv-stringify/sync";

/**
 * CSV in two dialects. A file for people opens in a spreadsheet, so texts that a spreadsheet would run as a formula are
 * defused by a leading apostrophe (OWASP ASVS 1.2.10, CWE-1236). A file for machines is quoted by RFC 4180 and otherwise left
 * alone: an apostrophe would corrupt telephone numbers and addresses.
 */
export type CsvReader = "people" | "machines";

/** A cell: a text that came from outside, or a number or date that this program made. */
export type CsvCell = string | number | null;

/** First characters that spreadsheets take for a formula, the full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
// eslint-disable-next-line no-control-regex -- NUL is never wanted in a text
const NUL = /\u0000/g;

/** Rows as CSV text with CRLF line ends. */
export function csvRows(rows: readonly (readonly CsvCell[])[], reader: CsvReader): string {
  const cells = rows.map((row) => row.map((cell) => csvCell(cell, reader)));
  return stringify(cells, { record_delimiter: "\r\n", quoted_match: /[\t\r\n]/ });
}

function csvCell(cell: CsvCell, reader: CsvReader): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell.replace(NUL, "");
  return reader === "people" && (FORMULA.test(text) || FORMULA.test(cell)) ? `'${text}` : text;
}
