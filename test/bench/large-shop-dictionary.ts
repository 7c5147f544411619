import { codeColumn } from "../../app/analytics/columns.ts";
import type { CodeColumn } from "../../app/analytics/columns.ts";
import type { Dimension } from "../../app/analytics/dimension.ts";

/** Names "prefix-0001" … in code-point order. */
export function numberedNames(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${String(i + 1).padStart(4, "0")}`);
}

/** Codes renumbered so that each one occurs, in the same order; `kept[c]` is what code c was. Code 0 is kept in any case. */
export function withoutGaps(
  provisional: Uint16Array,
  { keepZero = true } = {},
): { codes: CodeColumn; kept: readonly number[] } {
  const place = new Int32Array(65_536).fill(-1);
  if (keepZero) place[0] = 0;
  for (let i = 0; i < provisional.length; i++) place[provisional[i]!] = 0;
  const kept: number[] = [];
  for (let code = 0; code < place.length; code++) if (place[code] === 0) place[code] = kept.push(code) - 1;
  const codes = codeColumn(Math.max(0, kept.length - 1), provisional.length);
  for (let i = 0; i < codes.length; i++) codes[i] = place[provisional[i]!]!;
  return { codes, kept };
}

/** A dimension from provisional codes: 0 for not known, else 1 + index into `names`, which are in code-point order. */
export function dimensionOver(names: readonly string[], provisional: Uint16Array): Dimension {
  const { codes, kept } = withoutGaps(provisional);
  return { values: kept.map((code) => (code === 0 ? null : names[code - 1]!)), codes };
}
