/** What an expected file holds. */
export type Json = null | number | string | boolean | Json[] | { [key: string]: Json };

/** Keys whose every entry counts: an extra one would be a customer counted twice. Elsewhere reports may say more. */
const COMPLETE = ["cells", "groups", "withinDays"];

/**
 * Where a report differs from its expected value, one line each. Counts and money are equal; other numbers to a relative tolerance.
 * Lists have the same length. `path` is the report's name.
 */
export function differences(actual: unknown, expected: Json, tolerance: number, path: string): string[] {
  if (typeof expected === "number" && typeof actual === "number") {
    const exact = Number.isInteger(expected);
    const near = Math.abs(actual - expected) <= tolerance * Math.max(1e-12, Math.abs(expected));
    return actual === expected || (!exact && near) ? [] : [`${path}: ${actual}, expected ${expected}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (actual.length !== expected.length) return [`${path}: ${actual.length} entries, expected ${expected.length}`];
    return expected.flatMap((value, i) => differences(actual[i], value, tolerance, `${path}[${i}]`));
  }
  if (typeof expected === "object" && expected !== null && !Array.isArray(expected)) {
    if (typeof actual !== "object" || actual === null) return [`${path}: ${String(actual)}, expected an object`];
    const found = actual as Record<string, unknown>;
    const extra = COMPLETE.includes(path.split(".").at(-1)!)
      ? Object.keys(found).filter((key) => !(key in expected))
      : [];
    return [
      ...extra.map((key) => `${path}.${key}: not expected`),
      ...Object.entries(expected).flatMap(([key, value]) =>
        differences(found[key], value, tolerance, `${path}.${key}`),
      ),
    ];
  }
  return Object.is(actual, expected) ? [] : [`${path}: ${String(actual)}, expected ${String(expected)}`];
}
