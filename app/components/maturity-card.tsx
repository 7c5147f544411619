import { Badge, BlockStack, Card, InlineStack, Link, Text } from "@shopify/polaris";
import type { MaturityCard as MaturityCardValue } from "../reports/overview.types.ts";
import type { Report } from "../reports/report.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { SplitBar } from "./split-bar.tsx";
import { useReportUrl } from "./use-report-url.ts";
import { useWords } from "./words.tsx";

/** Stage of the store, the evidence for it, and the split of effort that follows. */
export function MaturityCard({ report }: { report: Report<MaturityCardValue> }) {
  const { t, f } = useWords();
  const url = useReportUrl();
  const { stage, ageDays, ordersPerDay, retentionShare, acquisitionShare, nextStage } = report.value;
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("overview.maturity")} report={report} />
        <InlineStack gap="200" blockAlign="center">
          <Text as="p" variant="headingLg">
            {t(`stage.${stage}.name`)}
          </Text>
          {nextStage !== null && <Badge>{t("overview.maturity.next", { stage: t(`stage.${nextStage}.name`) })}</Badge>}
        </InlineStack>
        <Text as="p" tone="subdued">
          {ageDays === null
            ? t("overview.maturity.noOrders")
            : t("overview.maturity.evidence", {
                age: t("maturity.age.value", { count: ageDays, formatted: f.count(ageDays) }),
                pace: f.decimal(ordersPerDay),
              })}
        </Text>
        <SplitBar acquisition={acquisitionShare} retention={retentionShare} />
        <Text as="p" variant="bodySm">
          <Link url={url("/app/maturity")}>
            {t(nextStage === null ? "overview.maturity.moreTop" : "overview.maturity.more")}
          </Link>
        </Text>
      </BlockStack>
    </Card>
  );
}
