import { describe, expect, it } from "vitest";
import { heatMapScale, LIGHT_PAINTS, PAINTS } from "./heat-map-scale.ts";

/** Contrast of two colours after WCAG 2.1. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe("paints", () => {
  it("are readable in every step, strong or light", () => {
    for (const { fill, ink } of [...PAINTS, ...LIGHT_PAINTS]) expect(contrast(fill, ink)).toBeGreaterThanOrEqual(4.5);
  });

  it("get darker with every step, so that they work without colour", () => {
    for (const paints of [PAINTS, LIGHT_PAINTS]) {
      const against = paints.map(({ fill }) => contrast(fill, "#000000"));
      expect(against).toEqual([...against].sort((a, b) => b - a));
    }
  });
});

describe("scale", () => {
  it("has round bounds that hold the largest rate", () => {
    const { steps } = heatMapScale([0.35, 0.12, 0.02]);
    expect(steps.map(({ to }) => Number(to.toFixed(4)))).toEqual([0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
  });

  it("gives a higher rate at least as dark a step", () => {
    const { paint } = heatMapScale([0.6]);
    const order = [0, 0.05, 0.2, 0.3, 0.45, 0.6].map((rate) =>
      PAINTS.findIndex(({ fill }) => fill === paint(rate, false).fill),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order.at(-1)).toBe(6);
  });

  it("keeps few cases lighter than the same rate of many", () => {
    const { paint } = heatMapScale([0.5]);
    expect(paint(0.5, true).fill).not.toBe(paint(0.5, false).fill);
    expect(contrast(paint(0.5, true).fill, "#ffffff")).toBeLessThan(contrast(paint(0.5, false).fill, "#ffffff"));
  });

  it("paints without any rate, and never outside its steps", () => {
    expect(heatMapScale([]).paint(0, false)).toEqual(PAINTS[0]);
    expect(heatMapScale([0]).paint(1, false)).toBeDefined();
  });
});
