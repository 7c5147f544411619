import { BlockStack, Card, Text } from "@shopify/polaris";
import type { RetentionModel } from "../reports/retention.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { CohortHeatMap } from "./cohort-heat-map.tsx";
import { ConsecutiveCard } from "./consecutive-card.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { FormulaCard } from "./formula-card.tsx";
import { KindSwitch } from "./kind-switch.tsx";
import { ReportPage } from "./report-page.tsx";
import { RetentionCurve } from "./retention-curve.tsx";
import { useTranslate, useWords } from "./words.tsx";

/** Who comes back: cohorts, their mean curve, the formula with its terms, and period to period. */
export function RetentionPage({ model }: { model: RetentionModel }) {
  const t = useTranslate();
  return (
    <ReportPage
      title={t("retention.title")}
      pathname="/app/retention"
      frame={model}
      report={model.cohorts}
      period={model.period}
    >
      <CohortsCard model={model} />
      <CurveCard model={model} />
      <FormulaCard report={model.formula} period={model.period} />
      <ConsecutiveCard report={model.consecutive} />
      {model.findings.length > 0 && <FindingsCard findings={model.findings} />}
    </ReportPage>
  );
}

function CohortsCard({ model }: { model: RetentionModel }) {
  const { t, f } = useWords();
  const { kind, finalAfterDays } = model.cohorts.value;
  const final =
    kind === "C" && finalAfterDays !== null ? ` ${t("kind.C.final", { days: f.count(finalAfterDays) })}` : "";
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading
          title={t("cohorts.title", { kind, name: t(`kind.${kind}.name`) })}
          report={model.cohorts}
          text={t(`kind.${kind}.text`) + final}
        >
          <KindSwitch kind={kind} />
        </CardHeading>
        {model.cohorts.value.rows.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("cohorts.empty")}
          </Text>
        ) : (
          <CohortHeatMap table={model.cohorts.value} />
        )}
      </BlockStack>
    </Card>
  );
}

function CurveCard({ model }: { model: RetentionModel }) {
  const { t } = useWords();
  const { kind, period } = model;
  const drawn = model.curve.value.filter(({ k }) => kind === "B" || k > 0).length > 1;
  const sentences = [t("curve.text", { periods: t(`period.${period}s`) }), kind === "B" ? "" : t("curve.first")];
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading
          title={t("curve.title", { kind })}
          report={model.curve}
          text={drawn ? sentences.filter(Boolean).join(" ") : undefined}
        />
        <RetentionCurve points={model.curve.value} kind={kind} period={period} />
      </BlockStack>
    </Card>
  );
}
