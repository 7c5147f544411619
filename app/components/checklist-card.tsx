import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { ChecklistStep, EvidenceCode } from "../insights/maturity-advice.ts";
import { CardHeading } from "./card-heading.tsx";
import styles from "./plain-list.module.css";
import { useWords } from "./words.tsx";
import type { Words } from "./words.tsx";

const TONES = { done: "success", open: "attention", yours: undefined } as const;

/** The nine steps of the strategy; what the orders can show is ticked off by itself. */
export function ChecklistCard({ steps }: { steps: readonly ChecklistStep[] }) {
  const words = useWords();
  const { t, f } = words;
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("checklist.title")} text={t("checklist.text")} />
        <ol className={styles.list}>
          {steps.map((step, i) => (
            <li key={step.step} className={styles.item}>
              <BlockStack gap="050">
                <InlineStack gap="200" blockAlign="center">
                  <Text as="h3" variant="headingSm">
                    {`${f.count(i + 1)}. ${t(`step.${step.step}.title`)}`}
                  </Text>
                  <Badge tone={TONES[step.state]}>{t(`checklist.${step.state}`)}</Badge>
                </InlineStack>
                <Text as="p">{t(`step.${step.step}.text`)}</Text>
                <Text as="p" variant="bodySm" tone="subdued">
                  {evidenceText(step, words)}
                </Text>
              </BlockStack>
            </li>
          ))}
        </ol>
      </BlockStack>
    </Card>
  );
}

/** The one piece of evidence that is a share; the others are counts. */
const SHARES: ReadonlySet<EvidenceCode> = new Set(["ordersWithChannel"]);

function evidenceText({ evidence, value, bound }: ChecklistStep, { t, f }: Words): string {
  if (evidence === "merchantMustSay") return t("evidence.merchantMustSay");
  const write = SHARES.has(evidence) ? f.rate : f.count;
  return t(`evidence.${evidence}`, { value: write(value), bound: write(bound) });
}
