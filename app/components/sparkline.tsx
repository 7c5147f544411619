import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

const WIDTH = 88;
const HEIGHT = 36;
const PAD = 4;
const COLOUR = "var(--p-color-text-emphasis)";
const STROKE = { fill: "none", stroke: COLOUR, strokeWidth: 1.75, strokeLinejoin: "round" } as const;

interface SparklinePath {
  /** The finished part, and the step to a value that will still move. */
  readonly path: string;
  readonly running: string;
  readonly last: readonly [x: number, y: number];
}

/**
 * The path of a small trend; null without two known values. Unknown values are gaps, not zeros. With `lastIsRunning` the
 * step to the last value is apart, because its period is not over.
 */
export function sparklinePath(values: readonly (number | null)[], lastIsRunning: boolean): SparklinePath | null {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = scaleLinear([0, values.length - 1], [PAD, WIDTH - PAD]);
  // A flat line runs through the middle.
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [HEIGHT - PAD, PAD]);
  const draw = (from: number, to: number) =>
    line<number | null>()
      .defined((value) => value !== null)
      .x((_, i) => x(from + i))
      .y((value) => y(value!))(values.slice(from, to)) ?? "";
  const at = values.findLastIndex((value) => value !== null);
  const running = lastIsRunning && at === values.length - 1;
  return {
    path: draw(0, running ? at : values.length),
    running: running ? draw(at - 1, at + 1) : "",
    last: [x(at), y(values[at]!)],
  };
}

/** A trend beside a headline figure. Its room is kept when there is nothing to draw. */
export function Sparkline(props: { values: readonly (number | null)[]; lastIsRunning: boolean; label: string }) {
  const drawn = sparklinePath(props.values, props.lastIsRunning);
  if (drawn === null) return <svg width={WIDTH} height={HEIGHT} aria-hidden="true" />;
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={props.label}>
      <path d={drawn.path} {...STROKE} />
      <path d={drawn.running} {...STROKE} strokeDasharray="2 2.5" />
      <circle
        cx={drawn.last[0]}
        cy={drawn.last[1]}
        r="2.5"
        fill={drawn.running === "" ? COLOUR : "var(--p-color-bg-surface)"}
        stroke={COLOUR}
        strokeWidth="1.5"
      />
    </svg>
  );
}
