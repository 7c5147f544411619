import { BlockStack, Card, EmptyState, Link, Text } from "@shopify/polaris";
import { segmentText } from "../i18n/segment-text.ts";
import type { ExportActionError, ExportRunView, ExportsModel } from "../reports/exports.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { DataTable } from "./data-table.tsx";
import { DestinationsCard } from "./destinations-card.tsx";
import emptyImage from "./empty-state.svg?url";
import { PlainPage } from "./plain-page.tsx";
import { RunStateBadge } from "./run-state-badge.tsx";
import { useReportUrl } from "./use-report-url.ts";
import { useTranslate, useWords } from "./words.tsx";

/** Where segments can go, and what has gone where. */
export function ExportsPage({ model, error }: { model: ExportsModel; error: ExportActionError | null }) {
  const t = useTranslate();
  const url = useReportUrl();
  return (
    <PlainPage
      frame={model}
      title={t("exports.title")}
      primaryAction={model.runs.length === 0 ? undefined : { content: t("exports.new"), url: url("/app/segments") }}
    >
      <Card>
        {model.runs.length === 0 ? (
          <EmptyState
            heading={t("exports.runs.empty.title")}
            image={emptyImage}
            action={{ content: t("exports.runs.empty.action"), url: url("/app/segments") }}
          >
            <Text as="p">{t("exports.runs.empty.text")}</Text>
          </EmptyState>
        ) : (
          <BlockStack gap="300">
            <CardHeading title={t("exports.runs")} />
            <Runs runs={model.runs} />
          </BlockStack>
        )}
      </Card>
      <DestinationsCard destinations={model.destinations} error={error} />
    </PlainPage>
  );
}

function Runs({ runs }: { runs: readonly ExportRunView[] }) {
  const { t, f } = useWords();
  const url = useReportUrl();
  const numeric = true;
  return (
    <DataTable
      caption={t("exports.runs.region")}
      columns={[
        { heading: t("run.segment") },
        { heading: t("run.destination") },
        { heading: t("run.state") },
        { heading: t("run.accepted"), numeric },
        { heading: t("run.members"), numeric },
        { heading: t("run.started") },
      ]}
      rows={runs.map((run) => ({
        key: run.runId,
        cells: [
          <Link key="open" url={url(`/app/exports/${run.runId}`)}>
            {segmentText(run.segment, t).name}
          </Link>,
          t(`destination.${run.destination}.name`),
          <RunStateBadge key="state" state={run.state} />,
          f.count(run.accepted),
          f.count(run.members),
          f.instant(run.startedAt),
        ],
      }))}
    />
  );
}
