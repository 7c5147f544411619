import { Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import { PROSPECT_SEGMENT_KEYS } from "../insights/segment-key.ts";
import type { SegmentView } from "../reports/segments.types.ts";
import { FigureText } from "./figure-text.tsx";
import styles from "./segment-facts.module.css";
import { useWords } from "./words.tsx";

/** Size, value and reach of a segment, side by side, each with its share as a bar. */
export function SegmentFacts({ segment }: { segment: SegmentView }) {
  const { t, f } = useWords();
  const { reach } = segment;
  // People without an order have no value to show.
  const hasOrdered = !PROSPECT_SEGMENT_KEYS.some((key) => key === segment.key);
  const reachShare = reach.people === 0 ? null : reach.mailable / reach.people;
  return (
    <dl className={styles.facts}>
      <Fact name={t("segments.size")} share={segment.sizeShare.value}>
        {f.count(segment.size)}
        <Share>
          <FigureText figure={segment.sizeShare} write={f.rate} />
        </Share>
      </Fact>
      {hasOrdered && (
        <Fact name={t("segments.netSales")} share={segment.netSalesShare.value}>
          <FigureText figure={segment.netSalesMinor} write={f.moneyShort} />
          <Share>
            <FigureText figure={segment.netSalesShare} write={f.rate} />
          </Share>
        </Fact>
      )}
      <Fact name={t("segments.reach")} share={reachShare}>
        {f.count(reach.mailable)}
        <Share>{f.rate(reachShare)}</Share>
      </Fact>
    </dl>
  );
}

function Share({ children }: { children: ReactNode }) {
  return (
    <Text as="span" variant="bodySm" tone="subdued" fontWeight="regular">
      {" "}
      {children}
    </Text>
  );
}

function Fact({ name, share, children }: { name: string; share: number | null; children: ReactNode }) {
  return (
    <div>
      <dt>
        <Text as="span" variant="bodySm" tone="subdued">
          {name}
        </Text>
      </dt>
      <dd className={styles.value}>
        <Text as="span" fontWeight="semibold">
          {children}
        </Text>
        <div className={styles.track} aria-hidden="true">
          {share !== null && <div className={styles.bar} style={{ width: `${Math.min(100, share * 100)}%` }} />}
        </div>
      </dd>
    </div>
  );
}
