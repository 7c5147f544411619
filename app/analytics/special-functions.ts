/**
 * ln Γ(z) for z > 0, to about 14 digits: Stirling's series after raising z above 10 by the recurrence Γ(z + 1) = z·Γ(z)
 * (Abramowitz and Stegun 6.1.41).
 */
export function logGamma(z: number): number {
  let product = 1;
  let x = z;
  while (x < 10) product *= x++;
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    inverse *
    (1 / 12 -
      square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360_360))))));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** ψ(z), the derivative of ln Γ, for z > 0, to about 14 digits (Abramowitz and Stegun 6.3.18). */
export function digamma(z: number): number {
  let sum = 0;
  let x = z;
  while (x < 10) sum -= 1 / x++;
  const square = 1 / (x * x);
  const series =
    square *
    (1 / 12 -
      square *
        (1 / 120 -
          square * (1 / 252 - square * (1 / 240 - square * (1 / 132 - square * (691 / 32_760 - square / 12))))));
  return sum + Math.log(x) - 1 / (2 * x) - series;
}

/** ψ′(z), the derivative of ψ, for z > 0, to about 14 digits (Abramowitz and Stegun 6.4.12). */
export function trigamma(z: number): number {
  let sum = 0;
  let x = z;
  while (x < 10) {
    sum += 1 / (x * x);
    x++;
  }
  const inverse = 1 / x;
  const square = inverse * inverse;
  const series =
    1 / 6 -
    square *
      (1 / 30 - square * (1 / 42 - square * (1 / 30 - square * (5 / 66 - square * (691 / 2730 - square * (7 / 6))))));
  return sum + inverse + square / 2 + inverse * square * series;
}
