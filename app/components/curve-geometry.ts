import { scaleLinear } from "d3-scale";
import type { ScaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import type { CurvePoint } from "../reports/retention.types.ts";

export interface CurveScales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly left: number;
  readonly right: number;
}

const [TOP, RIGHT, BOTTOM, LEFT] = [12, 14, 30, 46];
/** Pixels a label below the axis takes. */
const LABEL_WIDTH = 34;

/**
 * Scales of a curve from 0 to a round value above it and above its band where that rests on enough cases; the wide band of a
 * few cases may reach beyond, or it would press the curve flat. Whole numbers below the axis, as many as fit.
 */
export function curveScales(points: readonly CurvePoint[], width: number, height: number): CurveScales {
  const [first, last] = [points[0]!.k, points.at(-1)!.k];
  const x = scaleLinear([first, last], [LEFT, width - RIGHT]);
  const y = scaleLinear(
    [0, Math.max(...points.map(({ few, rate, high }) => (few ? rate : high)))],
    [height - BOTTOM, TOP],
  )
    .nice(5)
    .clamp(true);
  const step = Math.max(1, Math.ceil((last - first) / Math.max(1, Math.floor((width - LEFT - RIGHT) / LABEL_WIDTH))));
  const xTicks = points.map(({ k }) => k).filter((k) => (k - first) % step === 0);
  return { x, y, xTicks, yTicks: y.ticks(5), left: LEFT, right: RIGHT };
}

/** The paths of the curve and of its 95 % band. */
export function curvePaths(points: readonly CurvePoint[], { x, y }: CurveScales): { line: string; band: string } {
  return {
    line:
      line<CurvePoint>(
        ({ k }) => x(k),
        ({ rate }) => y(rate),
      )([...points]) ?? "",
    band:
      area<CurvePoint>(
        ({ k }) => x(k),
        ({ low }) => y(low),
        ({ high }) => y(high),
      )([...points]) ?? "",
  };
}
