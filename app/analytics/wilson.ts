import { Z_97_5 } from "./normal.ts";

/** Below this number of cases a rate is shown with its interval and drawn lightly. */
export const SMALL_NUMBER_OF_CASES = 30;

/** Wilson's 95 % interval of a proportion (Wilson 1927); null without cases. */
export function wilson(successes: number, cases: number): { low: number; high: number } | null {
  if (cases <= 0) return null;
  const p = successes / cases;
  const z2 = Z_97_5 * Z_97_5;
  const centre = (p + z2 / (2 * cases)) / (1 + z2 / cases);
  const half = (Z_97_5 / (1 + z2 / cases)) * Math.sqrt((p * (1 - p)) / cases + z2 / (4 * cases * cases));
  // At 0 and 1 the ends are exactly 0 and 1; rounding error must not put them beyond.
  return { low: successes === 0 ? 0 : centre - half, high: successes === cases ? 1 : centre + half };
}
