const Z_95 = 1.959963984540054;

/** Columns `low` and `high`: Wilson's 95 % interval of the proportion; NULL without cases. */
export function wilsonInterval(successes: string, cases: string): string {
  const share = `(${successes} / nullif(${cases}, 0))`;
  const centre = `(${share} + ${Z_95 ** 2} / (2 * ${cases})) / (1 + ${Z_95 ** 2} / ${cases})`;
  const spread = `sqrt(${share} * (1 - ${share}) / ${cases} + ${Z_95 ** 2} / (4 * ${cases} * ${cases}))`;
  const half = `${Z_95} / (1 + ${Z_95 ** 2} / ${cases}) * ${spread}`;
  return `CASE WHEN ${successes} = 0 THEN 0 * ${share} ELSE ${centre} - ${half} END AS low,
  CASE WHEN ${successes} = ${cases} THEN 1 + 0 * ${share} ELSE ${centre} + ${half} END AS high`;
}
