import { BlockStack, Button, InlineStack, Text } from "@shopify/polaris";
import { useState } from "react";
import type { AdviceState } from "../insights/finding.ts";
import type { Recommendation } from "../insights/ranking.ts";
import styles from "./plain-list.module.css";
import { PassedOver, TacticItem } from "./tactic-item.tsx";
import { useWords } from "./words.tsx";

/** Tactics that are shown before "show more". */
const FIRST = 3;

/**
 * Recommended tactics, best first, and on demand those that were looked at and not recommended. While advice is withheld,
 * the reason instead. `heading` is the tag of a tactic's title.
 */
export function TacticList(props: {
  advice: AdviceState;
  tactics: readonly Recommendation[];
  passedOver: readonly Recommendation[];
  heading: "h3" | "h5";
}) {
  const { advice, tactics, passedOver, heading } = props;
  const { t, f } = useWords();
  const [more, setMore] = useState(false);
  const [all, setAll] = useState(false);
  const reasons = advice.state === "given" ? "" : f.list(advice.because.map((code) => t(`finding.${code}.title`)));
  if (advice.state === "withheld") {
    return (
      <Text as="p" tone="caution">
        {t("tactics.withheld", { reasons })}
      </Text>
    );
  }
  return (
    <BlockStack gap="300">
      {advice.state === "marked" && (
        <Text as="p" tone="subdued">
          {t("tactics.marked", { reasons })}
        </Text>
      )}
      {tactics.length === 0 ? (
        <Text as="p" tone="subdued">
          {t("tactics.none")}
        </Text>
      ) : (
        <ul className={styles.list}>
          {tactics.slice(0, more ? undefined : FIRST).map((recommendation) => (
            <li key={recommendation.tactic} className={styles.item}>
              <TacticItem recommendation={recommendation} heading={heading} />
            </li>
          ))}
        </ul>
      )}
      {tactics.length > FIRST && !more && (
        <InlineStack>
          <Button onClick={() => setMore(true)}>
            {t("tactics.more", { count: tactics.length - FIRST, formatted: f.count(tactics.length - FIRST) })}
          </Button>
        </InlineStack>
      )}
      {passedOver.length > 0 && (
        <BlockStack gap="200" inlineAlign="start">
          <Button variant="plain" ariaExpanded={all} onClick={() => setAll(!all)}>
            {all
              ? t("tactics.passedOver.hide")
              : t("tactics.passedOver.show", { count: passedOver.length, formatted: f.count(passedOver.length) })}
          </Button>
          {all && <PassedOver recommendations={passedOver} />}
        </BlockStack>
      )}
    </BlockStack>
  );
}
