import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import { findingText } from "../i18n/finding-text.ts";
import type { Finding, Severity } from "../insights/finding.ts";
import { CardHeading } from "./card-heading.tsx";
import styles from "./plain-list.module.css";
import { useWords } from "./words.tsx";

/** Red is for errors; findings are advice, so the strongest tone is the one that asks to look. */
const TONES: Readonly<Record<Severity, "attention" | "warning" | "info" | "success">> = {
  critical: "warning",
  warning: "attention",
  info: "info",
  good: "success",
};

/** What stands out in the figures, most urgent first. */
export function FindingsCard({ findings, title }: { findings: readonly Finding[]; title?: string }) {
  const { t, f } = useWords();
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={title ?? t("overview.findings")} />
        {findings.length === 0 ? (
          <Text as="p" tone="subdued">
            {t("overview.findings.none")}
          </Text>
        ) : (
          <ul className={styles.list}>
            {findings.map((finding) => {
              const { title: heading, text } = findingText(finding, t, f);
              return (
                <li key={finding.code} className={styles.item}>
                  <BlockStack gap="050">
                    <InlineStack gap="200" blockAlign="center">
                      <Text as="h3" variant="headingSm">
                        {heading}
                      </Text>
                      <Badge tone={TONES[finding.severity]}>{t(`finding.severity.${finding.severity}`)}</Badge>
                    </InlineStack>
                    <Text as="p">{text}</Text>
                  </BlockStack>
                </li>
              );
            })}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}
