import { BlockStack, Box, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { AdviceState } from "../insights/finding.ts";
import { CONSENT_STATES } from "../analytics/timelines.ts";
import type { SegmentView } from "../reports/segments.types.ts";
import { FigureText } from "./figure-text.tsx";
import { TacticList } from "./tactic-list.tsx";
import { useWords } from "./words.tsx";

/** What is known of a segment beyond its row, and what fits it. */
export function SegmentPanel({ segment, advice }: { segment: SegmentView; advice: AdviceState }) {
  const { t, f } = useWords();
  return (
    <Box padding="400" background="bg-surface-secondary" borderRadius="200">
      <BlockStack gap="400">
        <InlineStack gap="600">
          <Detail name={t("segments.orders")}>{f.count(segment.orders)}</Detail>
          <Detail name={t("segments.averageOrderValue")}>
            <FigureText figure={segment.averageOrderValueMinor} write={f.money} />
          </Detail>
          <Detail name={t("segments.reach.title")}>
            {CONSENT_STATES.filter((state) => segment.reach.byConsent[state] > 0)
              .map((state) => `${t(`consent.${state}`)} ${f.count(segment.reach.byConsent[state])}`)
              .join(", ")}
          </Detail>
        </InlineStack>
        <BlockStack gap="300">
          <Text as="h4" variant="headingSm">
            {t("tactics.title")}
          </Text>
          <TacticList advice={advice} tactics={segment.tactics} passedOver={segment.passedOver} heading="h5" />
        </BlockStack>
      </BlockStack>
    </Box>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <BlockStack gap="050">
      <Text as="span" variant="bodySm" tone="subdued">
        {name}
      </Text>
      <Text as="span">{children}</Text>
    </BlockStack>
  );
}
