import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import { CLOCKS } from "../analytics/lifecycle.ts";
import { segmentText } from "../i18n/segment-text.ts";
import type { AdviceState } from "../insights/finding.ts";
import { BUYER_STAGES } from "../insights/segment-key.ts";
import type { LifecycleTable, SegmentView } from "../reports/segments.types.ts";
import { heatMapScale } from "./heat-map-scale.ts";
import styles from "./lifecycle-matrix.module.css";
import { SegmentFacts } from "./segment-facts.tsx";
import { SegmentPanel } from "./segment-panel.tsx";
import { ExportButton } from "./segment-row.tsx";
import { useWords } from "./words.tsx";

type Buyers = LifecycleTable["buyers"];

/** Stages by clocks: how many customers stand where, and what fits those of the chosen cell. */
export function LifecycleMatrix({
  buyers,
  advice,
  open,
}: {
  buyers: Buyers;
  advice: AdviceState;
  open: string | null;
}) {
  const { t } = useWords();
  const [chosen, setChosen] = useState(open);
  const segment = buyers.find(({ key }) => key === chosen);
  return (
    <BlockStack gap="300">
      <Matrix buyers={buyers} chosen={chosen} onChoose={setChosen} />
      {segment === undefined ? (
        <Text as="p" tone="subdued">
          {t("segments.matrix.hint")}
        </Text>
      ) : (
        <Chosen key={segment.key} segment={segment} advice={advice} />
      )}
    </BlockStack>
  );
}

function Matrix(props: { buyers: Buyers; chosen: string | null; onChoose: (key: string) => void }) {
  const { t, f } = useWords();
  const scale = heatMapScale(props.buyers.map(({ sizeShare }) => sizeShare.value ?? 0));
  return (
    <div className={styles.scroll} role="region" aria-label={t("segments.matrix.region")} tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>{t("segments.matrix.caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("segments.matrix.stage")}</th>
            {CLOCKS.map((clock) => (
              <th scope="col" key={clock}>
                {t(`clock.${clock}.name`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {BUYER_STAGES.map((stage) => (
            <tr key={stage}>
              <th scope="row">{t(`buyer.${stage}.name`)}</th>
              {CLOCKS.map((clock) => {
                const segment = props.buyers.find((cell) => cell.stage === stage && cell.clock === clock);
                if (segment === undefined) return <td key={clock} />;
                const { fill, ink } = scale.paint(segment.sizeShare.value ?? 0, false);
                return (
                  <td key={clock}>
                    <button
                      type="button"
                      className={styles.cell}
                      style={{ background: fill, color: ink }}
                      aria-pressed={segment.key === props.chosen}
                      aria-label={t("segments.matrix.cell", {
                        count: segment.size,
                        formatted: f.count(segment.size),
                        stage: t(`buyer.${stage}.name`),
                        clock: t(`clock.${clock}.name`),
                      })}
                      onClick={() => props.onChoose(segment.key)}
                    >
                      <span className={styles.count}>{f.count(segment.size)}</span>
                      <span>{f.rate(segment.sizeShare.value)}</span>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Chosen({ segment, advice }: { segment: SegmentView; advice: AdviceState }) {
  const { t } = useWords();
  const { name, text } = segmentText(segment.key, t);
  return (
    <BlockStack gap="300">
      <InlineStack align="space-between" blockAlign="start" gap="300">
        <BlockStack gap="050">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
        <ExportButton segment={segment} name={name} />
      </InlineStack>
      <SegmentFacts segment={segment} />
      {segment.size === 0 ? (
        <Text as="p" tone="subdued">
          {t("segments.empty")}
        </Text>
      ) : (
        <SegmentPanel segment={segment} advice={advice} />
      )}
    </BlockStack>
  );
}
