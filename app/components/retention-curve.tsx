import { BlockStack, Box, Button, Text } from "@shopify/polaris";
import { useState } from "react";
import type { Period } from "../analytics/calendar.ts";
import type { CohortKind, CurvePoint } from "../reports/retention.types.ts";
import { curveScales, curvePaths } from "./curve-geometry.ts";
import { DataTable } from "./data-table.tsx";
import styles from "./retention-curve.module.css";
import { useWidth } from "./use-width.ts";
import { useWords } from "./words.tsx";

const HEIGHT = 240;

/** The mean of all cohorts over the periods after the first order, with its 95 % band and a table of the same numbers. */
export function RetentionCurve(props: { points: readonly CurvePoint[]; kind: CohortKind; period: Period }) {
  const { t, f } = useWords();
  const [table, setTable] = useState(false);
  const { ref, width } = useWidth<HTMLDivElement>(640);
  // Of kinds A and C, period 0 is 100 % by definition and would press the rest flat.
  const points = props.kind === "B" ? props.points : props.points.filter(({ k }) => k > 0);
  const column = (k: number) => t(`cohorts.column.${props.period}`, { k: f.count(k) });
  const [first, last] = [points.at(0), points.at(-1)];
  if (points.length < 2 || first === undefined || last === undefined) {
    return (
      <Text as="p" tone="subdued">
        {t("curve.empty", { periods: t(`period.${props.period}s`) })}
      </Text>
    );
  }
  const scales = curveScales(points, width, HEIGHT);
  const { line, band } = curvePaths(points, scales);
  const summary = t("curve.summary", {
    name: t(`kind.${props.kind}.name`),
    first: f.rate(first.rate),
    firstColumn: column(first.k),
    last: f.rate(last.rate),
    lastColumn: column(last.k),
  });
  return (
    <BlockStack gap="300">
      <div ref={ref} className={styles.frame} style={{ height: HEIGHT }}>
        <svg width={width} height={HEIGHT} role="img" aria-label={summary} className={styles.chart}>
          <title>{summary}</title>
          {scales.yTicks.map((tick) => (
            <g key={tick} transform={`translate(0 ${scales.y(tick)})`}>
              <line x1={scales.left} x2={width - scales.right} className={styles.rule} />
              <text x={scales.left - 8} dy="0.32em" textAnchor="end">
                {f.rateShort(tick)}
              </text>
            </g>
          ))}
          {scales.xTicks.map((tick) => (
            <text key={tick} x={scales.x(tick)} y={HEIGHT - 8} textAnchor="middle">
              {f.count(tick)}
            </text>
          ))}
          <path d={band} className={styles.band} />
          <path d={line} className={styles.line} />
          {points.map((point) => (
            <circle
              key={point.k}
              cx={scales.x(point.k)}
              cy={scales.y(point.rate)}
              r={points.length > 30 ? 2 : 3.5}
              className={point.provisional || point.few ? styles.openPoint : styles.point}
            />
          ))}
        </svg>
      </div>
      <Text as="p" variant="bodySm" tone="subdued" alignment="center">
        {t(`curve.axis.${props.period}`)}
      </Text>
      <Box>
        <Button variant="plain" ariaExpanded={table} onClick={() => setTable(!table)}>
          {t(table ? "curve.hideTable" : "curve.showTable")}
        </Button>
      </Box>
      {table && (
        <DataTable
          caption={summary}
          columns={[
            { heading: t("curve.period") },
            { heading: t("curve.rate"), numeric: true },
            { heading: t("curve.interval"), numeric: true },
            { heading: t("curve.customers"), numeric: true },
            { heading: t("curve.of"), numeric: true },
            { heading: t("curve.cohorts"), numeric: true },
          ]}
          rows={points.map((point) => ({
            key: String(point.k),
            cells: [
              column(point.k),
              f.rate(point.rate),
              `${f.rate(point.low)} – ${f.rate(point.high)}`,
              f.count(point.customers),
              f.count(point.of),
              f.count(point.cohorts),
            ],
          }))}
        />
      )}
    </BlockStack>
  );
}
