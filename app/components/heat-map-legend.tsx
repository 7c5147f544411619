import { InlineStack, Text } from "@shopify/polaris";
import type { CohortKind } from "../reports/retention.types.ts";
import type { HeatMapScale } from "./heat-map-scale.ts";
import styles from "./heat-map-legend.module.css";
import cells from "./cohort-heat-map.module.css";
import { useWords } from "./words.tsx";

/** What the colours and patterns of the heat map mean. */
export function HeatMapLegend({ kind, scale }: { kind: CohortKind; scale: HeatMapScale }) {
  const { t, f } = useWords();
  const lightest = scale.steps[0]!;
  const middle = scale.steps[4]!;
  return (
    <InlineStack gap="400" blockAlign="center">
      <div
        className={styles.steps}
        role="img"
        aria-label={t("legend.range", { from: f.rateShort(lightest.from), to: f.rateShort(scale.steps.at(-1)!.to) })}
      >
        <Text as="span" variant="bodySm" tone="subdued">
          {f.rateShort(lightest.from)}
        </Text>
        <span className={styles.ramp} aria-hidden="true">
          {scale.steps.map((step) => (
            <span key={step.from} style={{ background: step.fill }} />
          ))}
        </span>
        <Text as="span" variant="bodySm" tone="subdued">
          {f.rateShort(scale.steps.at(-1)!.to)}
        </Text>
      </div>
      <Mark className={cells.pending} text={t("legend.pending")} />
      {kind === "C" && (
        <Mark className={cells.provisional} fill={scale.steps[2]!.fill} text={t("legend.provisional")} />
      )}
      <Mark fill={scale.paint(middle.from, true).fill} text={t("legend.few")} />
    </InlineStack>
  );
}

function Mark({ className, fill, text }: { className?: string; fill?: string; text: string }) {
  return (
    <span className={styles.mark}>
      <span
        className={`${styles.swatch} ${className ?? ""}`}
        style={fill === undefined ? undefined : { background: fill }}
        aria-hidden="true"
      />
      <Text as="span" variant="bodySm" tone="subdued">
        {text}
      </Text>
    </span>
  );
}
