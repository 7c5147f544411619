/**
 * Splits an amount in minor units over weights so that the parts sum to it exactly: each part is its share rounded toward
 * zero, and the units left over go to the largest remainders, earlier parts first. Parts are all 0 when the weights are.
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum <= 0 || amountMinor === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (amountMinor * weight) / sum);
  const parts = exact.map((share) => Math.trunc(share) + 0);
  let left = amountMinor - parts.reduce((total, part) => total + part, 0);
  const byRemainder = exact
    .map((share, at) => ({ at, remainder: Math.abs(share - parts[at]!) }))
    .filter(({ at }) => weights[at]! > 0)
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (let turn = 0; left !== 0; turn = (turn + 1) % byRemainder.length) {
    const step = Math.sign(left);
    parts[byRemainder[turn]!.at]! += step;
    left -= step;
  }
  return parts;
}
