import { Button, InlineStack, Text } from "@shopify/polaris";
import { memo, useMemo, useState } from "react";
import { UNKNOWN } from "../i18n/format.ts";
import type { CohortCell, CohortRow, CohortTable, MeanCell } from "../reports/retention.types.ts";
import { cohortDetail, meanDetail } from "./cohort-detail.ts";
import { HeatMapLegend } from "./heat-map-legend.tsx";
import { heatMapScale } from "./heat-map-scale.ts";
import type { HeatMapScale } from "./heat-map-scale.ts";
import styles from "./cohort-heat-map.module.css";
import { useGridKeys } from "./use-grid-keys.ts";
import { useWords } from "./words.tsx";

/** Rows and columns that are drawn before "show all". */
const RECENT = 24;

/** Of kinds A and C, period 0 is 100 % by definition: it says nothing, so it takes no part in the colours. */
function firstColumnIsTrivial(kind: CohortTable["kind"]): boolean {
  return kind !== "B";
}

/**
 * The rates that decide the colour scale: those of enough cases, so that one small cohort does not bleach the table; all
 * where every cohort is small.
 */
export function scaleRates(table: CohortTable, rows: readonly CohortRow[]): number[] {
  const from = firstColumnIsTrivial(table.kind) ? 1 : 0;
  const cells = rows.flatMap((row) => row.cells.slice(from)).filter((cell) => "rate" in cell);
  const firm = cells.filter(({ few }) => !few);
  return (firm.length > 0 ? firm : cells).map(({ rate }) => rate);
}

/**
 * Cohorts as a heat map: a table with headers, one cell in the tab order, arrow keys between cells, and a line below that
 * says everything about the chosen cell. It scrolls inside its card.
 */
export function CohortHeatMap({ table }: { table: CohortTable }) {
  const { t, f } = useWords();
  const [all, setAll] = useState(false);
  const shortened = table.rows.length < table.all.cohorts || table.columns < table.all.columns;
  const [chosen, setChosen] = useState<string | null>(null);
  const scale = useMemo(() => heatMapScale(scaleRates(table, table.rows)), [table]);
  return (
    <div>
      <Grid table={table} scale={scale} limit={all ? Infinity : RECENT} onChoose={setChosen} />
      <p className={styles.detail}>{chosen ?? t("cohorts.hint")}</p>
      <InlineStack align="space-between" gap="300" blockAlign="start">
        <HeatMapLegend kind={table.kind} scale={scale} />
        {Math.max(table.rows.length, table.columns) > RECENT && (
          <Button variant="plain" onClick={() => setAll(!all)}>
            {all ? t("cohorts.showRecent") : shortened ? t("cohorts.showMore") : t("cohorts.showAll")}
          </Button>
        )}
      </InlineStack>
      {shortened && all && (
        <p className={styles.detail}>
          {t("cohorts.shortened", {
            cohorts: f.count(table.rows.length),
            columns: f.count(table.columns),
            all: f.count(table.all.cohorts),
            periods: t(`period.${table.period}s`),
          })}
        </p>
      )}
    </div>
  );
}

interface GridProps {
  readonly table: CohortTable;
  readonly scale: HeatMapScale;
  /** Rows and columns to draw at most, the latest rows and the first columns. */
  readonly limit: number;
  readonly onChoose: (detail: string) => void;
}

/** Apart and remembered, so that choosing a cell does not draw all others again. */
const Grid = memo(function Grid({ table, scale, limit, onChoose }: GridProps) {
  const words = useWords();
  const { t, f } = words;
  const grid = useGridKeys();
  const rows = table.rows.slice(-Math.min(limit, table.rows.length));
  const ks = Array.from({ length: Math.min(table.columns, limit) }, (_, k) => k);
  const caption = { period: t(`period.${table.period}`), kind: table.kind, periods: t(`period.${table.period}s`) };
  const cells = (
    row: number,
    cellAt: (k: number) => CohortCell | MeanCell | undefined,
    detailAt: (k: number) => string,
  ) =>
    ks.map((k) => (
      <Cell
        key={k}
        cell={cellAt(k) ?? { state: "none" }}
        trivial={k === 0 && firstColumnIsTrivial(table.kind)}
        scale={scale}
        detail={detailAt(k)}
        onChoose={onChoose}
        grid={grid.cell(row, k)}
      />
    ));
  return (
    <div className={styles.scroll} role="region" aria-label={t("cohorts.region")} tabIndex={0}>
      <table className={styles.table} role="grid" {...grid.table}>
        <caption className={styles.caption}>{t("cohorts.caption", caption)}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.cohort}>
              {t("cohorts.cohort")}
            </th>
            <th scope="col" className={styles.size}>
              {t("cohorts.size")}
            </th>
            {ks.map((k) => (
              <th scope="col" key={k}>
                <Text as="span" visuallyHidden>
                  {t(`cohorts.column.${table.period}`, { k: f.count(k) })}
                </Text>
                <span aria-hidden="true">{f.count(k)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className={styles.mean}>
            <th scope="row" className={styles.cohort}>
              {t("cohorts.mean")}
            </th>
            <td className={styles.size}>{f.count(table.all.customers)}</td>
            {cells(
              0,
              (k) => table.mean[k],
              (k) => meanDetail(table, k, words),
            )}
          </tr>
          {rows.map((row, r) => (
            <tr key={row.cohort}>
              <th scope="row" className={styles.cohort}>
                {f.period(row.cohort)}
              </th>
              <td className={styles.size}>{f.count(row.size)}</td>
              {cells(
                r + 1,
                (k) => row.cells[k],
                (k) => cohortDetail(table, row, k, words),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});

function Cell(props: {
  cell: CohortCell | MeanCell;
  trivial: boolean;
  scale: HeatMapScale;
  detail: string;
  onChoose: (detail: string) => void;
  grid: ReturnType<ReturnType<typeof useGridKeys>["cell"]>;
}) {
  const { t, f } = useWords();
  const { cell, detail } = props;
  const choose = () => props.onChoose(detail);
  const common = { ...props.grid, onFocus: choose, onMouseEnter: choose };
  if (cell.state === "none") return <td className={styles.none} />;
  if (cell.state === "pending") {
    return (
      <td {...common} className={styles.pending}>
        <span aria-hidden="true">{t("cohorts.cell.pending")}</span>
        <Text as="span" visuallyHidden>
          {detail}
        </Text>
      </td>
    );
  }
  const rate = typeof cell.rate === "number" ? cell.rate : cell.rate.value;
  const paint = rate === null || props.trivial ? undefined : props.scale.paint(rate, cell.few);
  const className = [
    styles.cell,
    cell.state === "provisional" && !props.trivial && styles.provisional,
    cell.few && styles.few,
  ];
  return (
    <td
      {...common}
      className={className.filter(Boolean).join(" ")}
      style={paint && { background: paint.fill, color: paint.ink }}
    >
      <span aria-hidden="true">{rate === null ? UNKNOWN : f.rateShort(rate)}</span>
      <Text as="span" visuallyHidden>
        {detail}
      </Text>
    </td>
  );
}
