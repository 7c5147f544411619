import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import { PAINTS } from "./heat-map-scale.ts";
import styles from "./split-bar.module.css";
import { useWords } from "./words.tsx";

/** How effort divides between winning and keeping customers. Shares are 0–1 and add up to 1. */
export function SplitBar({ acquisition, retention }: { acquisition: number; retention: number }) {
  const { t, f } = useWords();
  const shares = { acquisition: f.rateShort(acquisition), retention: f.rateShort(retention) };
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" gap="200">
        <Part name={t("split.acquisition")} share={shares.acquisition} fill={PAINTS[2]!.fill} />
        <Part name={t("split.retention")} share={shares.retention} fill={PAINTS[6]!.fill} />
      </InlineStack>
      <div className={styles.bar} role="img" aria-label={t("split.label", shares)}>
        <div style={{ width: `${acquisition * 100}%`, background: PAINTS[2]!.fill }} />
        <div style={{ width: `${retention * 100}%`, background: PAINTS[6]!.fill }} />
      </div>
    </BlockStack>
  );
}

function Part({ name, share, fill }: { name: string; share: string; fill: string }) {
  return (
    <InlineStack gap="150" blockAlign="center" wrap={false}>
      <span className={styles.swatch} style={{ background: fill }} aria-hidden="true" />
      <Text as="span" variant="bodySm">
        {name}
      </Text>
      <Text as="span" variant="bodySm" fontWeight="semibold">
        {share}
      </Text>
    </InlineStack>
  );
}
