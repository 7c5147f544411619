/**
 * The type-7 quantile of a group of counted values, as an aggregate over its rows: `value`, `up_to` (how many of the group's values
 * are at most this one) and `total` (how many there are).
 */
export function quantileOfCounts(p: number): string {
  const at = `(total - 1) * ${p}`;
  const low = `min(value) FILTER (up_to > floor(${at}))`;
  const high = `min(value) FILTER (up_to > ceil(${at}))`;
  return `${low} + (${high} - ${low}) * any_value(${at} - floor(${at}))`;
}
