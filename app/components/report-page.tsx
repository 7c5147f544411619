import { BlockStack, Box, Page } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { Period } from "../analytics/calendar.ts";
import type { PageFrame, Report, SyncView } from "../reports/report.types.ts";
import { NoOrders } from "./no-orders.tsx";
import { ReportControls } from "./report-controls.tsx";
import { SyncBanner } from "./sync-banner.tsx";
import { useLiveUpdates } from "./use-live-updates.ts";
import { useWords, WordsProvider } from "./words.tsx";
import type { Words } from "./words.tsx";

interface ReportPageProps {
  readonly title: string;
  readonly pathname: string;
  readonly frame: PageFrame;
  /** Any report of the page: they all saw the same orders. */
  readonly report: Report<unknown>;
  readonly period?: Period;
  /** A page that has something to say before the first order. */
  readonly showWithoutOrders?: boolean;
  /** What the figures cover, in words. */
  readonly summary?: (words: Words) => string;
  readonly children: ReactNode;
}

/**
 * The frame of a page of figures: title, the one banner, the controls, and the content or, before the first order, what
 * happens next. Keeps itself current.
 */
export function ReportPage(props: ReportPageProps) {
  const { frame, report } = props;
  const { sync, interrupted } = useLiveUpdates(report.freshness.version, frame.sync);
  return (
    <WordsProvider writing={frame}>
      <Page title={props.title}>
        <Box paddingBlockEnd="800">
          <BlockStack gap="400">
            {/* A page made while orders were imported cannot say from when they are complete once the import is done. */}
            <SyncBanner sync={sync} completeFrom={sync.stage === frame.sync.stage ? report.completeFrom : null} />
            {frame.firstOrderOn === null && props.showWithoutOrders !== true ? (
              <NoOrders importing={sync.stage !== "complete"} />
            ) : (
              <>
                <Controls {...props} sync={sync} interrupted={interrupted} />
                {props.children}
              </>
            )}
          </BlockStack>
        </Box>
      </Page>
    </WordsProvider>
  );
}

function Controls(props: ReportPageProps & { readonly sync: SyncView; readonly interrupted: boolean }) {
  const words = useWords();
  return (
    <ReportControls
      frame={props.frame}
      pathname={props.pathname}
      period={props.period}
      freshness={props.report.freshness}
      sync={props.sync}
      interrupted={props.interrupted}
      summary={props.summary?.(words)}
    />
  );
}
