import { Banner, BlockStack, Button, Card, DescriptionList, InlineStack, ProgressBar, Text } from "@shopify/polaris";
import { useRevalidator } from "@remix-run/react";
import { useEffect, useState } from "react";
import { segmentText } from "../i18n/segment-text.ts";
import type { ExportRunModel, ExportRunView } from "../reports/exports.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { downloadFile } from "./download-file.ts";
import { PlainPage } from "./plain-page.tsx";
import { RunStateBadge } from "./run-state-badge.tsx";
import { useReportUrl } from "./use-report-url.ts";
import { useTranslate, useWords } from "./words.tsx";

const REFRESH_EVERY_MS = 1_500;

/** One export: its progress while it runs, then its receipt. */
export function ExportRunPage({ model }: { model: ExportRunModel }) {
  const t = useTranslate();
  const url = useReportUrl();
  const { run } = model;
  const title = t("run.title", {
    segment: segmentText(run.segment, t).name,
    destination: t(`destination.${run.destination}.name`),
  });
  useRefresh(run.state === "queued" || run.state === "running");
  return (
    <PlainPage
      frame={model}
      title={title}
      titleMetadata={<RunStateBadge state={run.state} />}
      backAction={{ content: t("exports.back"), url: url("/app/exports") }}
    >
      {run.failure !== null && (
        <Banner tone="critical" title={t("failure.title")}>
          <Text as="p">{t(`failure.${run.failure}`)}</Text>
        </Banner>
      )}
      {(run.state === "queued" || run.state === "running") && <ProgressCard run={run} />}
      <ReceiptCard run={run} />
    </PlainPage>
  );
}

/** Loads the page's data again while the run goes on. */
function useRefresh(running: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (!running || state !== "idle") return;
    const timer = setTimeout(revalidate, REFRESH_EVERY_MS);
    return () => clearTimeout(timer);
  }, [running, revalidate, state]);
}

function ProgressCard({ run }: { run: ExportRunView }) {
  const { t, f } = useWords();
  return (
    <Card>
      <BlockStack gap="200">
        <Text as="h2" variant="headingMd" id="run-progress">
          {t("run.progress")}
        </Text>
        <ProgressBar
          progress={run.members === 0 ? 0 : (100 * run.settled) / run.members}
          size="small"
          tone="primary"
          ariaLabelledBy="run-progress"
        />
        <Text as="p" tone="subdued">
          {run.state === "queued"
            ? t("run.queued.text")
            : t("run.progress.text", { done: f.count(run.settled), all: f.count(run.members) })}
        </Text>
      </BlockStack>
    </Card>
  );
}

function ReceiptCard({ run }: { run: ExportRunView }) {
  const { t, f } = useWords();
  const url = useReportUrl();
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("run.receipt")} />
        <DescriptionList
          gap="tight"
          items={[
            { term: t("run.target"), description: run.targetName },
            ...(run.accountName === null ? [] : [{ term: t("run.account"), description: run.accountName }]),
            ...(run.startedBy === null
              ? []
              : [{ term: t("run.startedBy"), description: t("run.startedBy.user", { user: run.startedBy }) }]),
            { term: t("run.asOf"), description: f.date(run.asOf) },
            { term: t("run.started"), description: f.instant(run.startedAt) },
            { term: t("run.finished"), description: f.instant(run.finishedAt) },
            { term: t("run.members"), description: f.count(run.members) },
            ...(run.destination === "csv" ? [] : [{ term: t("run.handedOver"), description: f.count(run.handedOver) }]),
            { term: t(run.destination === "csv" ? "run.inFile" : "run.accepted"), description: f.count(run.accepted) },
            ...(run.control > 0 ? [{ term: t("run.control"), description: f.count(run.control) }] : []),
            ...(run.removed > 0 ? [{ term: t("run.removed"), description: f.count(run.removed) }] : []),
            ...(run.notSent.length > 0
              ? [
                  {
                    term: t("run.notSent"),
                    description: run.notSent
                      .map(({ reason, people }) =>
                        t("notSent.line", { formatted: f.count(people), reason: t(`notSent.${reason}`) }),
                      )
                      .join("; "),
                  },
                ]
              : []),
          ]}
        />
        <InlineStack gap="200">
          {run.destination === "csv" && run.finishedAt !== null && run.failure === null && <Download run={run} />}
          {run.targetUrl !== null && (
            <Button url={run.targetUrl} external>
              {t("run.openTarget")}
            </Button>
          )}
          {run.finishedAt !== null && (
            <Button url={url("/app/exports/new", { segment: run.segment })}>{t("run.again")}</Button>
          )}
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function Download({ run }: { run: ExportRunView }) {
  const { t, f } = useWords();
  const [state, setState] = useState<"idle" | "loading" | "failed">("idle");
  if (!run.fileReady) {
    return (
      <Text as="p" tone="subdued">
        {t("run.downloadGone")}
      </Text>
    );
  }
  const download = async () => {
    setState("loading");
    setState((await downloadFile(`/api/exports/${run.runId}/file`, run.targetName)) ? "idle" : "failed");
  };
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Button variant="primary" loading={state === "loading"} onClick={() => void download()}>
          {t("run.download")}
        </Button>
        {run.fileExpiresAt !== null && (
          <Text as="span" tone="subdued">
            {t("run.downloadUntil", { instant: f.instant(run.fileExpiresAt) })}
          </Text>
        )}
      </InlineStack>
      {state === "failed" && (
        <Text as="p" tone="critical">
          {t("run.downloadFailed")}
        </Text>
      )}
    </BlockStack>
  );
}
