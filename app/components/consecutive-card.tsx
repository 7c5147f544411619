import { BlockStack, Card, Text } from "@shopify/polaris";
import { unknown } from "../insights/definition.ts";
import type { ConsecutiveRow } from "../reports/retention.types.ts";
import type { Report } from "../reports/report.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { DataTable } from "./data-table.tsx";
import { FigureText } from "./figure-text.tsx";
import { useWords } from "./words.tsx";

const ROWS = 12;

/** Retention of kind D: who was active in a period and in the one before, newest first. */
export function ConsecutiveCard({ report }: { report: Report<readonly ConsecutiveRow[]> }) {
  const { t, f } = useWords();
  const numeric = true;
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("consecutive.title")} report={report} text={t("consecutive.text")} />
        {report.value.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("consecutive.none")}
          </Text>
        ) : (
          <DataTable
            caption={t("consecutive.region")}
            columns={[
              { heading: t("formula.period") },
              { heading: t("consecutive.previous"), numeric },
              { heading: t("consecutive.retained"), numeric },
              { heading: t("formula.rate"), numeric },
              { heading: t("consecutive.lost"), numeric },
              { heading: t("consecutive.new"), numeric },
              { heading: t("consecutive.reactivated"), numeric },
              { heading: t("consecutive.active"), numeric },
            ]}
            rows={report.value
              .slice(-ROWS)
              .reverse()
              .map((row) => ({
                key: row.period,
                cells: [
                  row.state === "observed"
                    ? f.period(row.period)
                    : `${f.period(row.period)} (${t(`formula.state.${row.state}`)})`,
                  f.count(row.previous),
                  f.count(row.retained),
                  <FigureText key="rate" figure={row.rate} write={f.rate} />,
                  // Who has not ordered yet may still do so: nobody is lost before the period is over.
                  row.state === "pending" ? (
                    <FigureText key="lost" figure={unknown("pending")} write={f.count} />
                  ) : (
                    f.count(row.lost)
                  ),
                  ...[row.new, row.reactivated, row.active].map(f.count),
                ],
              }))}
          />
        )}
      </BlockStack>
    </Card>
  );
}
