import { BlockStack, Box, Card, InlineGrid, Select, Text } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import type { Period } from "../analytics/calendar.ts";
import type { FormulaCard as FormulaCardValue, FormulaRow } from "../reports/retention.types.ts";
import type { Report } from "../reports/report.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { DataTable } from "./data-table.tsx";
import { FigureText } from "./figure-text.tsx";
import { useReportUrl } from "./use-report-url.ts";
import { useWords } from "./words.tsx";

/** Look-backs to choose from: none shorter than the longest period of its kind. */
const LOOK_BACKS: Readonly<Record<Period, readonly number[]>> = {
  week: [30, 60, 90, 180, 365],
  month: [60, 90, 120, 180, 365],
  quarter: [120, 180, 270, 365],
  year: [366, 540, 730],
};
const ROWS = 12;

/** The choices for a period, with the one in use among them. */
export function lookBackChoices(period: Period, inUse: number): number[] {
  return [...new Set([...LOOK_BACKS[period], inUse])].sort((a, b) => a - b);
}

/** The customer retention rate with the terms of its formula, for the last finished period and for those before. */
export function FormulaCard({ report, period }: { report: Report<FormulaCardValue>; period: Period }) {
  const { t, f } = useWords();
  const navigate = useNavigate();
  const url = useReportUrl();
  const { lookBackDays, current, rows } = report.value;
  return (
    <Card>
      <BlockStack gap="400">
        <CardHeading
          title={t("formula.title")}
          report={report}
          text={t("formula.text", { days: f.count(lookBackDays) })}
        >
          <Select
            label={t("lookBack.label")}
            labelInline
            options={lookBackChoices(period, lookBackDays).map((days) => ({
              value: String(days),
              label: t("lookBack.option", { formatted: f.count(days) }),
            }))}
            value={String(lookBackDays)}
            onChange={(lookBack) => void navigate(url("/app/retention", { lookBack }), { preventScrollReset: true })}
          />
        </CardHeading>
        {current === null ? (
          <Text as="p" tone="subdued">
            {t("formula.none")}
          </Text>
        ) : (
          <>
            <Equation row={current} />
            <FormulaTable rows={rows} current={current} />
          </>
        )}
      </BlockStack>
    </Card>
  );
}

function Equation({ row }: { row: FormulaRow }) {
  const { t, f } = useWords();
  const { rate } = row;
  const terms = [
    [t("formula.S"), t("formula.S.name"), row.start],
    [t("formula.E"), t("formula.E.name"), row.end],
    [t("formula.N"), t("formula.N.name"), row.new],
  ] as const;
  return (
    <BlockStack gap="300">
      <BlockStack gap="100">
        <Text as="h3" variant="headingSm">
          {f.period(row.period)}
        </Text>
        <Text as="p" variant="headingLg">
          {rate.reason === null
            ? t("formula.equation", {
                end: f.count(row.end),
                new: f.count(row.new),
                start: f.count(row.start),
                rate: f.rate(rate.value),
              })
            : t("formula.noRate", { reason: t(`unknown.${rate.reason}`) })}
        </Text>
        <Text as="p" tone="subdued">
          {t("formula.equationName")}
        </Text>
      </BlockStack>
      <InlineGrid columns={3} gap="200">
        {terms.map(([letter, name, count]) => (
          <Box key={letter} padding="300" background="bg-surface-secondary" borderRadius="200">
            <Text as="p" variant="bodySm" tone="subdued">{`${letter}: ${name}`}</Text>
            <Text as="p" variant="headingMd">
              {f.count(count)}
            </Text>
          </Box>
        ))}
      </InlineGrid>
      <Text as="p">{t(rate.value !== null && rate.value > 1 ? "formula.above" : "formula.below")}</Text>
    </BlockStack>
  );
}

function FormulaTable({ rows, current }: { rows: readonly FormulaRow[]; current: FormulaRow }) {
  const { t, f } = useWords();
  const numeric = true;
  return (
    <DataTable
      caption={t("formula.region")}
      columns={[
        { heading: t("formula.period") },
        { heading: t("formula.S"), numeric },
        { heading: t("formula.E"), numeric },
        { heading: t("formula.N"), numeric },
        { heading: t("formula.kept"), numeric },
        { heading: t("formula.reactivated"), numeric },
        { heading: t("formula.rate"), numeric },
        { heading: t("formula.churn"), numeric },
      ]}
      rows={rows
        .slice(-ROWS)
        .reverse()
        .map((row) => ({
          key: row.period,
          emphasised: row.period === current.period,
          cells: [
            row.state === "observed"
              ? f.period(row.period)
              : `${f.period(row.period)} (${t(`formula.state.${row.state}`)})`,
            ...[row.start, row.end, row.new, row.kept, row.reactivated].map(f.count),
            <FigureText key="rate" figure={row.rate} write={f.rate} />,
            <FigureText key="churn" figure={row.churn} write={f.rate} />,
          ],
        }))}
    />
  );
}
