import { BlockStack, Card, Text } from "@shopify/polaris";
import { useLocation } from "@remix-run/react";
import type { ClockBoundsView, SegmentsModel } from "../reports/segments.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { DataTable } from "./data-table.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { LifecycleMatrix } from "./lifecycle-matrix.tsx";
import { ReportPage } from "./report-page.tsx";
import { SegmentList } from "./segment-row.tsx";
import { useTranslate, useWords } from "./words.tsx";

/** Who the customers are, what each group is worth, who may be mailed, and what fits them. */
export function SegmentsPage({ model }: { model: SegmentsModel }) {
  const t = useTranslate();
  return (
    <ReportPage
      title={t("segments.title")}
      pathname="/app/segments"
      frame={model}
      report={model.rfm}
      showWithoutOrders={model.lifecycle.value.prospects.some(({ size }) => size > 0)}
    >
      {model.firstOrderOn !== null && <BuyerCards model={model} />}
      <ProspectsCard model={model} />
      {model.findings.length > 0 && <FindingsCard findings={model.findings} />}
    </ReportPage>
  );
}

function BuyerCards({ model }: { model: SegmentsModel }) {
  const { t } = useWords();
  const { advice } = model;
  const open = new URLSearchParams(useLocation().search).get("segment");
  const { groups, unavailable } = model.rfm.value;
  const { buyers, bounds } = model.lifecycle.value;
  return (
    <>
      <Card>
        <BlockStack gap="400">
          <CardHeading title={t("segments.rfm.title")} report={model.rfm} text={t("segments.rfm.text")} />
          {unavailable === null ? (
            <SegmentList segments={groups} advice={advice} open={open} />
          ) : (
            <Text as="p" tone="subdued">
              {t(`segments.rfm.unavailable.${unavailable}`)}
            </Text>
          )}
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="400">
          <CardHeading
            title={t("segments.lifecycle.title")}
            report={model.lifecycle}
            text={t("segments.lifecycle.text")}
          />
          <LifecycleMatrix buyers={buyers} advice={advice} open={open} />
          <ClockTable bounds={bounds} />
        </BlockStack>
      </Card>
    </>
  );
}

/** A store that has not sold yet may have people to write to. */
function ProspectsCard({ model }: { model: SegmentsModel }) {
  const { t } = useWords();
  const open = new URLSearchParams(useLocation().search).get("segment");
  return (
    <Card>
      <BlockStack gap="400">
        <CardHeading
          title={t("segments.prospects.title")}
          report={model.lifecycle}
          text={t("segments.prospects.text")}
        />
        <SegmentList segments={model.lifecycle.value.prospects} advice={model.advice} open={open} />
      </BlockStack>
    </Card>
  );
}

function ClockTable({ bounds }: { bounds: readonly ClockBoundsView[] }) {
  const { t, f } = useWords();
  const numeric = true;
  const after = (days: number) => t("segments.clock.after", { formatted: f.count(days) });
  return (
    <BlockStack gap="200">
      <BlockStack gap="050">
        <Text as="h3" variant="headingSm">
          {t("segments.clock.title")}
        </Text>
        <Text as="p" tone="subdued">
          {t("segments.clock.text")}
        </Text>
      </BlockStack>
      <DataTable
        caption={t("segments.clock.region")}
        columns={[
          { heading: t("segments.clock.orders") },
          { heading: t("clock.due.name"), numeric },
          { heading: t("clock.atRisk.name"), numeric },
          { heading: t("clock.lapsed.name"), numeric },
          { heading: t("segments.clock.events"), numeric },
          { heading: t("segments.clock.horizon"), numeric },
        ]}
        rows={bounds.map((row) => ({
          key: String(row.orders),
          cells: [
            row.orders >= 4 ? t("segments.clock.fourOrMore") : f.count(row.orders),
            after(row.dueDays),
            after(row.atRiskDays),
            after(row.lapsedDays),
            f.count(row.events),
            row.horizonDays === null
              ? f.count(null)
              : t("segments.clock.days", { formatted: f.count(row.horizonDays) }),
          ],
        }))}
      />
    </BlockStack>
  );
}
