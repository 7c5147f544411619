import { expect, it } from "vitest";
import { sparklinePath } from "./sparkline.tsx";

/** The points of a path, moves and lines alike. */
const points = (path: string) => path.match(/[ML][^ML]+/g) ?? [];

it("draws nothing for less than two known values", () => {
  expect(sparklinePath([], false)).toBeNull();
  expect(sparklinePath([null, 5, null], false)).toBeNull();
});

it("leaves a gap for an unknown value, never a zero", () => {
  const drawn = sparklinePath([1, null, 3, 4], false)!;
  expect(drawn.path.match(/M/g)).toHaveLength(2);
  expect(points(drawn.path)).toHaveLength(3);
});

it("keeps the step to a running period apart from the finished ones", () => {
  const drawn = sparklinePath([1, 2, 3], true)!;
  expect(points(drawn.path)).toHaveLength(2);
  expect(points(drawn.running)).toHaveLength(2);
  expect(sparklinePath([1, 2, null], true)!.running).toBe("");
});

it("draws a flat trend in the middle and a higher value higher", () => {
  expect(sparklinePath([7, 7], false)!.last[1]).toBe(18);
  expect(sparklinePath([1, 9], false)!.last[1]).toBeLessThan(sparklinePath([9, 1], false)!.last[1]);
});
