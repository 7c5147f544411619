import { BlockStack, Button, ButtonGroup, InlineGrid, Text } from "@shopify/polaris";
import { useId, useState } from "react";
import { segmentText } from "../i18n/segment-text.ts";
import type { AdviceState } from "../insights/finding.ts";
import type { SegmentView } from "../reports/segments.types.ts";
import { SegmentFacts } from "./segment-facts.tsx";
import { SegmentPanel } from "./segment-panel.tsx";
import styles from "./plain-list.module.css";
import { useReportUrl } from "./use-report-url.ts";
import { useWords } from "./words.tsx";

/** A list of segments, each a row that opens to what fits it. */
export function SegmentList({
  segments,
  advice,
  open,
}: {
  segments: readonly SegmentView[];
  advice: AdviceState;
  open: string | null;
}) {
  return (
    <ul className={styles.list}>
      {segments.map((segment) => (
        <li key={segment.key} className={styles.item}>
          <SegmentRow segment={segment} advice={advice} initiallyOpen={segment.key === open} />
        </li>
      ))}
    </ul>
  );
}

function SegmentRow(props: { segment: SegmentView; advice: AdviceState; initiallyOpen: boolean }) {
  const { segment, advice } = props;
  const { t } = useWords();
  const [open, setOpen] = useState(props.initiallyOpen);
  const panel = useId();
  const { name, text } = segmentText(segment.key, t);
  return (
    <BlockStack gap="300">
      <InlineGrid columns={{ xs: 1, md: "minmax(0, 4fr) minmax(0, 5fr) 11.25rem" }} gap="400" alignItems="start">
        <BlockStack gap="050">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          <Text as="p" tone="subdued">
            {segment.size === 0 ? t("segments.empty") : text}
          </Text>
        </BlockStack>
        <SegmentFacts segment={segment} />
        <ButtonGroup>
          <Button
            disclosure={open ? "up" : "down"}
            ariaExpanded={open}
            ariaControls={panel}
            accessibilityLabel={t(open ? "segments.closeSpoken" : "segments.openSpoken", { segment: name })}
            disabled={segment.size === 0}
            onClick={() => setOpen(!open)}
          >
            {t(open ? "segments.close" : "segments.open")}
          </Button>
          <ExportButton segment={segment} name={name} />
        </ButtonGroup>
      </InlineGrid>
      <div id={panel}>{open && <SegmentPanel segment={segment} advice={advice} />}</div>
    </BlockStack>
  );
}

/** Leads to the preview of an export of this segment. */
export function ExportButton({ segment, name }: { segment: SegmentView; name: string }) {
  const { t } = useWords();
  const url = useReportUrl();
  return (
    <Button
      url={segment.reach.mailable === 0 ? undefined : url("/app/exports/new", { segment: segment.key })}
      disabled={segment.reach.mailable === 0}
      accessibilityLabel={t("segments.exportSpoken", { segment: name })}
    >
      {t("segments.export")}
    </Button>
  );
}
