import { number, percent, textTable, UNKNOWN } from "../text-table.ts";
import { pairs, reasonText, words } from "./section.ts";
import type { Format } from "./section.ts";

const WIDTH = 80;
const MAX_ROWS = 25;
/** How deep a value is followed: what lies deeper is for programs, by --json. */
const MAX_DEPTH = 3;

/** Any report as rows: single figures first, lists as tables, what belongs together under its name. */
export function genericBody(value: object, money: Format): string {
  return part(value, money, { path: "", key: "", depth: 0 });
}

/** Where a part stands in the report: its names for people, its own key, and how deep it lies. */
interface Place {
  readonly path: string;
  readonly key: string;
  readonly depth: number;
}

function part(value: object, money: Format, { path, key: own, depth }: Place): string {
  if (Array.isArray(value)) return listPart(value, money, path);
  if ("unavailable" in value) return `  ${reasonText(String(value.unavailable))}\n`;
  const entries = Object.entries(value);
  // Figures below an amount's key, such as its interval, are amounts too.
  const unit = own.endsWith("Minor") ? "Minor" : "";
  const figures = entries
    .filter(([, entry]) => isSingle(entry))
    .map(([key, entry]) => [named(path, key), shown(`${key}${unit}`, entry, money)] as const);
  const rest = entries
    .filter(([, entry]) => !isSingle(entry))
    .map(([key, entry]) =>
      depth < MAX_DEPTH ? part(entry as object, money, { path: named(path, key), key, depth: depth + 1 }) : "",
    );
  return (figures.length > 0 ? pairs(figures) : "") + rest.join("");
}

function listPart(list: readonly unknown[], money: Format, path: string): string {
  if (list.length === 0) return "";
  const title = path === "" ? "" : `  ${path}\n`;
  if (list.every(isSingle)) {
    const text = list.map((entry) => shown(path, entry, money)).join("  ");
    return `${title}  ${text.length > WIDTH - 4 ? `${text.slice(0, WIDTH - 8)} …` : text}\n`;
  }
  const rows = list.filter((entry): entry is object => typeof entry === "object" && entry !== null).slice(0, MAX_ROWS);
  const keys = Object.keys(rows[0] ?? {}).filter((key) => rows.every((row) => isSingle(field(row, key))));
  const cells = rows.map((row) => keys.map((key) => shown(key, field(row, key), money)));
  const kept = columnsThatFit(keys.map(label), cells);
  const left = list.length - rows.length;
  const note =
    left > 0 || kept < keys.length ? `  (${list.length} rows of ${keys.length} columns; --json has all)\n` : "";
  return (
    title +
    textTable(
      keys.slice(0, kept).map(label),
      cells.map((row) => row.slice(0, kept)),
    ) +
    note
  );
}

/** How many of the columns, from the left, stay within the width. */
function columnsThatFit(head: readonly string[], rows: readonly (readonly string[])[]): number {
  let width = 0;
  for (const [column, name] of head.entries()) {
    width += 2 + Math.max(name.length, ...rows.map((row) => row[column]!.length));
    if (width > WIDTH) return Math.max(1, column);
  }
  return head.length;
}

function field(row: object, key: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[key];
}

function isSingle(value: unknown): boolean {
  return value === null || typeof value !== "object";
}

function named(path: string, key: string): string {
  return path === "" ? label(key) : `${path}: ${label(key)}`;
}

/** The unit of an amount stands with the amount. */
function label(key: string): string {
  return words(key.replace(/Minor$/, ""));
}

/** By the unit in its name: …Minor is money, …Rate and …Share a share. */
function shown(key: string, value: unknown, money: Format): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return shortened(typeof value === "string" ? value : JSON.stringify(value));
  if (key.endsWith("Minor")) return money(value);
  if (/^(rate|share)(?![a-z])|(Rate|Share)(?![a-z])/.test(key)) return percent(value);
  return number(value, Number.isInteger(value) ? 0 : 2);
}

function shortened(text: string): string {
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}
