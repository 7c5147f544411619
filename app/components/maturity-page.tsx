import { BlockStack, Card, InlineGrid, List, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { MaturityModel, MaturityView } from "../reports/maturity.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { ChecklistCard } from "./checklist-card.tsx";
import { FigureText } from "./figure-text.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { ReportPage } from "./report-page.tsx";
import { SplitBar } from "./split-bar.tsx";
import { StageTable } from "./stage-table.tsx";
import { TacticList } from "./tactic-list.tsx";
import { useTranslate, useWords } from "./words.tsx";

/** How far the store has come, what the next stage asks for, and how effort divides until then. */
export function MaturityPage({ model }: { model: MaturityModel }) {
  const t = useTranslate();
  return (
    <ReportPage
      title={t("maturity.title")}
      pathname="/app/maturity"
      frame={model}
      report={model.maturity}
      showWithoutOrders
    >
      <Cards model={model} />
    </ReportPage>
  );
}

function Cards({ model }: { model: MaturityModel }) {
  const { t, f } = useWords();
  const { clvToCac, advice } = model;
  const view = model.maturity.value;
  return (
    <>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400">
        <PositionCard model={model} />
        <BlockStack gap="400">
          <NextCard view={view} />
          <Card>
            <BlockStack gap="200">
              <CardHeading title={t("clvToCac.title")} />
              {clvToCac.reason === null ? (
                <Text as="p" variant="headingLg">
                  {t("clvToCac.value", { ratio: f.decimal(clvToCac.value) })}
                </Text>
              ) : (
                <Text as="p">{t("clvToCac.unknown", { reason: t(`unknown.${clvToCac.reason}`) })}</Text>
              )}
              <Text as="p" tone="subdued">
                {t("clvToCac.text")}
              </Text>
            </BlockStack>
          </Card>
        </BlockStack>
      </InlineGrid>
      <Card>
        <BlockStack gap="300">
          <CardHeading title={t("maturity.table")} report={model.maturity} text={t("maturity.table.note")} />
          <StageTable rows={view.table} />
        </BlockStack>
      </Card>
      <AdviceCard model={model} />
      <Card>
        <BlockStack gap="300">
          <CardHeading title={t("maturity.tactics")} text={t("maturity.tactics.text")} />
          <TacticList advice={advice} tactics={model.tactics} passedOver={model.passedOver} heading="h3" />
        </BlockStack>
      </Card>
      <ChecklistCard steps={model.checklist} />
      {model.findings.length > 0 && <FindingsCard findings={model.findings} />}
    </>
  );
}

function PositionCard({ model }: { model: MaturityModel }) {
  const { t, f } = useWords();
  const view = model.maturity.value;
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <CardHeading title={t("maturity.position")} report={model.maturity} />
          <Text as="p" variant="headingLg">
            {t(`stage.${view.stage}.name`)}
          </Text>
          <Text as="p" tone="subdued">
            {t(`stage.${view.stage}.text`)}
            {view.rawStage !== view.stage && ` ${t("maturity.raw", { stage: t(`stage.${view.rawStage}.name`) })}`}
          </Text>
        </BlockStack>
        <InlineGrid columns={2} gap="400">
          <Evidence name={t("maturity.age")} help={t("maturity.age.help")}>
            <FigureText
              figure={view.ageDays}
              write={(days) => t("maturity.age.value", { count: days ?? 0, formatted: f.count(days) })}
            />
          </Evidence>
          <Evidence
            name={t("maturity.pace")}
            help={t("maturity.pace.help", {
              orders: f.count(view.ordersInWindow),
              days: f.count(view.windowDays),
              week: f.decimal(view.ordersPerWeek),
            })}
          >
            {t("maturity.pace.value", { pace: f.decimal(view.ordersPerDay) })}
          </Evidence>
        </InlineGrid>
        <SplitBar acquisition={view.acquisitionShare} retention={view.retentionShare} />
        <Text as="p" variant="bodySm" tone="subdued">
          {t("split.note")}
        </Text>
      </BlockStack>
    </Card>
  );
}

function Evidence({ name, help, children }: { name: string; help: string; children: ReactNode }) {
  return (
    <BlockStack gap="050">
      <Text as="p" variant="bodySm" tone="subdued">
        {name}
      </Text>
      <Text as="p" variant="headingMd">
        {children}
      </Text>
      <Text as="p" variant="bodySm" tone="subdued">
        {help}
      </Text>
    </BlockStack>
  );
}

function NextCard({ view: { next, stage } }: { view: MaturityView }) {
  const { t, f } = useWords();
  if (next === null) {
    return (
      <Card>
        <BlockStack gap="200">
          <CardHeading title={t("maturity.next.title")} />
          <Text as="p">{t("maturity.next.none")}</Text>
        </BlockStack>
      </Card>
    );
  }
  return (
    <Card>
      <BlockStack gap="200">
        <CardHeading title={t("maturity.next", { stage: t(`stage.${next.stage}.name`) })} />
        {stage === "just started" ? (
          <Text as="p">{t("maturity.next.firstOrder")}</Text>
        ) : (
          <List>
            <List.Item>
              {next.missingDays > 0
                ? t("maturity.next.days", { count: next.missingDays, formatted: f.count(next.missingDays) })
                : t("maturity.next.daysMet")}
            </List.Item>
            <List.Item>
              {next.missingOrdersPerDay > 0
                ? t("maturity.next.pace", { pace: f.decimal(next.missingOrdersPerDay, 2) })
                : t("maturity.next.paceMet")}
            </List.Item>
          </List>
        )}
      </BlockStack>
    </Card>
  );
}

function AdviceCard({ model }: { model: MaturityModel }) {
  const { t } = useWords();
  const current = model.maturity.value.table.find(({ isCurrent }) => isCurrent);
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("maturity.advice")} />
        {model.advice.state === "withheld" ? (
          <Text as="p" tone="caution">
            {t("maturity.advice.withheld")}
          </Text>
        ) : (
          <InlineGrid columns={{ xs: 1, sm: 2 }} gap="400">
            {(current?.advice ?? []).map((code) => (
              <BlockStack key={code} gap="050">
                <Text as="h3" variant="headingSm">
                  {t(`advice.${code}.title`)}
                </Text>
                <Text as="p">{t(`advice.${code}.text`)}</Text>
              </BlockStack>
            ))}
          </InlineGrid>
        )}
        {model.advice.state === "marked" && (
          <Text as="p" tone="subdued">
            {t("maturity.advice.marked")}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}
