import { scaleQuantize } from "d3-scale";

/** How a cell is painted; `ink` reads on `fill` with a contrast of at least 4.5 : 1. */
export interface CellPaint {
  readonly fill: string;
  readonly ink: string;
}

const DARK_INK = "#1a1a1a";
const LIGHT_INK = "#ffffff";

/** One hue from light to dark, so that order is seen without seeing colour. */
export const PAINTS: readonly CellPaint[] = [
  { fill: "#f1f7fd", ink: DARK_INK },
  { fill: "#d9eafa", ink: DARK_INK },
  { fill: "#b7d7f5", ink: DARK_INK },
  { fill: "#8abeec", ink: DARK_INK },
  { fill: "#5a9fdf", ink: DARK_INK },
  { fill: "#2273c2", ink: LIGHT_INK },
  { fill: "#0c4f93", ink: LIGHT_INK },
];

/** The same steps for cells of few cases: half as strong, always dark ink. */
export const LIGHT_PAINTS: readonly CellPaint[] = PAINTS.map(({ fill }) => ({
  fill: halfAsStrong(fill),
  ink: DARK_INK,
}));

/** One step of the legend: rates from `from` up to `to`. */
interface ScaleStep extends CellPaint {
  readonly from: number;
  readonly to: number;
}

export interface HeatMapScale {
  readonly steps: readonly ScaleStep[];
  paint(rate: number, few: boolean): CellPaint;
}

/**
 * A colour scale in equal steps from 0 to the largest of `rates`, with round bounds. Without a rate above 0 it ends at
 * 100 %.
 */
export function heatMapScale(rates: readonly number[]): HeatMapScale {
  const largest = Math.min(1, Math.max(0, ...rates));
  const index = scaleQuantize<number>()
    .domain([0, Math.min(1, roundUp((largest || 1) / PAINTS.length) * PAINTS.length)])
    .range(PAINTS.map((_, step) => step));
  return {
    steps: PAINTS.map((paint, step) => {
      const [from, to] = index.invertExtent(step) as [number, number];
      return { ...paint, from, to };
    }),
    paint: (rate, few) => (few ? LIGHT_PAINTS : PAINTS)[index(rate)]!,
  };
}

/** The next step width that gives the legend bounds without decimals, or with one for very low rates. */
function roundUp(width: number): number {
  const widths = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.15];
  return widths.find((candidate) => candidate >= width - 1e-12) ?? 0.15;
}

function halfAsStrong(hex: string): string {
  const parts = [1, 3, 5].map((at) => Math.round((Number.parseInt(hex.slice(at, at + 2), 16) + 255) / 2));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
