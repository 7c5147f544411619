import { expect, it } from "vitest";
import type { CurvePoint } from "../reports/retention.types.ts";
import { curvePaths, curveScales } from "./curve-geometry.ts";

const point = (k: number, rate: number): CurvePoint => ({
  k,
  rate,
  low: rate - 0.02,
  high: rate + 0.02,
  customers: 10,
  of: 100,
  cohorts: 3,
  few: false,
  provisional: false,
});
const points = Array.from({ length: 53 }, (_, i) => point(i + 1, 0.3 - i / 300));

it("starts at 0 and leaves the whole band inside", () => {
  const { y } = curveScales(points, 640, 240);
  expect(y.domain()[0]).toBe(0);
  expect(y.domain()[1]).toBeGreaterThanOrEqual(0.32);
  expect(y(0.32)).toBeGreaterThanOrEqual(12);
  expect(y(0)).toBeLessThanOrEqual(240);
});

it("is not pressed flat by the wide band of a few cases", () => {
  const thin: CurvePoint = { ...point(54, 0.05), high: 0.9, few: true };
  const scales = curveScales([...points, thin], 640, 240);
  expect(scales.y.domain()).toEqual(curveScales(points, 640, 240).y.domain());
  expect(scales.y(thin.high)).toBe(scales.y(1));
});

it("labels as many periods as fit, fewer on a phone", () => {
  const wide = curveScales(points, 960, 240).xTicks;
  const narrow = curveScales(points, 330, 240).xTicks;
  expect(narrow.length).toBeLessThan(wide.length);
  expect(narrow.length).toBeGreaterThan(2);
  expect(wide[0]).toBe(1);
});

it("draws through every point", () => {
  const { line, band } = curvePaths(points, curveScales(points, 640, 240));
  expect(line.match(/[ML]/g)).toHaveLength(points.length);
  expect(band).toMatch(/Z$/);
  expect(line + band).not.toContain("NaN");
});
