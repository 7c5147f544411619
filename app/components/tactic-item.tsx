import { Badge, BlockStack, Button, InlineStack, List, Text } from "@shopify/polaris";
import { useId, useState } from "react";
import type { ReactNode } from "react";
import { tacticText } from "../i18n/tactic-text.ts";
import { languageOf } from "../i18n/translate.ts";
import type { Recommendation } from "../insights/ranking.ts";
import { TACTICS } from "../insights/tactics/catalogue.ts";
import type { Check, Tactic } from "../insights/tactics/tactic.ts";
import { writeShopFigure } from "./figure-units.ts";
import { useWords } from "./words.tsx";
import type { Words } from "./words.tsx";

/** A recommended tactic: what it is and what to expect at a glance, steps and reasons on demand. */
export function TacticItem({ recommendation, heading }: { recommendation: Recommendation; heading: "h3" | "h5" }) {
  const words = useWords();
  const { t, f } = words;
  const [open, setOpen] = useState(false);
  const details = useId();
  const tactic = TACTICS.find(({ key }) => key === recommendation.tactic)!;
  const basis = basisSentences(recommendation, tactic, words);
  const text = tacticText(tactic.key, languageOf(f.writing.locale));
  return (
    <BlockStack gap="200" inlineAlign="start">
      <InlineStack gap="200" blockAlign="center">
        <Text as={heading} variant="headingSm">
          {text.title}
        </Text>
        <Badge>{t(`tactics.effort.${tactic.effort}`)}</Badge>
        {recommendation.discountRate > 0 && (
          <Badge>{t("tactics.discount", { rate: f.rateShort(recommendation.discountRate) })}</Badge>
        )}
      </InlineStack>
      <Text as="p">{text.summary}</Text>
      <Text as="p" tone="subdued">
        {expectedText(recommendation, words)}
      </Text>
      <Button
        variant="plain"
        ariaExpanded={open}
        ariaControls={details}
        accessibilityLabel={t(open ? "tactics.hideSpoken" : "tactics.detailsSpoken", { tactic: text.title })}
        onClick={() => setOpen(!open)}
      >
        {t(open ? "tactics.hide" : "tactics.details")}
      </Button>
      <div id={details}>
        {open && (
          <BlockStack gap="300">
            <Part as={heading === "h3" ? "h4" : "h6"} title={t("tactics.steps")}>
              <List type="number">
                {text.steps.map((step) => (
                  <List.Item key={step}>{step}</List.Item>
                ))}
              </List>
            </Part>
            {basis.length > 0 && (
              <Part as={heading === "h3" ? "h4" : "h6"} title={t("tactics.expected.title")}>
                <Text as="p">{basis.join(" ")}</Text>
              </Part>
            )}
            <Part as={heading === "h3" ? "h4" : "h6"} title={t("tactics.conditions")}>
              <Text as="p">{text.when}</Text>
              <Checks checks={recommendation.checks} />
            </Part>
            <Part as={heading === "h3" ? "h4" : "h6"} title={t("tactics.kpis")}>
              <Text as="p">{f.list(tactic.kpis.map((kpi) => t(`kpi.${kpi}`)))}</Text>
            </Part>
            <Part as={heading === "h3" ? "h4" : "h6"} title={t("tactics.risks")}>
              <List>
                <List.Item>{text.care}</List.Item>
                {tactic.risks.map((risk) => (
                  <List.Item key={risk}>{t(`risk.${risk}`)}</List.Item>
                ))}
              </List>
            </Part>
            <Text as="p" variant="bodySm" tone="subdued">
              {recommendation.reasons.map((reason) => t(`reason.${reason}`)).join(" ")}{" "}
              {t("tactics.source", { source: t(`source.${tactic.source}`) })}
            </Text>
          </BlockStack>
        )}
      </div>
    </BlockStack>
  );
}

/** The effect in one line: what it is likely to add, in points and in money. */
function expectedText({ extraRate, extraRateLow, extraRateHigh, ...rest }: Recommendation, { t, f }: Words): string {
  if (extraRate.reason !== null) return t("tactics.expected.unknown", { reason: t(`unknown.${extraRate.reason}`) });
  const money = rest.extraNetSalesPerThousandMinor;
  const points = t("tactics.expected", {
    extra: f.points(extraRate.value),
    low: f.points(extraRateLow),
    high: f.points(extraRateHigh),
    days: f.count(rest.outcomeDays),
  });
  return money.reason === null
    ? `${points} ${t("tactics.expected.money", { money: f.moneyShort(money.value) })}`
    : `${points} ${t("tactics.expected.moneyUnknown", { reason: t(`unknown.${money.reason}`) })}`;
}

/** What the expectation rests on: the rate without contact, the discount's break-even, and where the size comes from. */
function basisSentences(
  { untreatedRate, breakEvenLift, ...rest }: Recommendation,
  tactic: Tactic,
  { t, f }: Words,
): string[] {
  return [
    untreatedRate.reason === null
      ? t("tactics.expected.base", { base: f.rate(untreatedRate.value), days: f.count(rest.outcomeDays) })
      : "",
    breakEvenLift !== null && rest.discountRate > 0
      ? t("tactics.breakEven", { discount: f.rateShort(rest.discountRate), lift: f.rate(breakEvenLift) })
      : "",
    tactic.effect === null ? "" : t(`tactics.expected.basis.${tactic.effect.basis}`),
  ].filter((sentence) => sentence !== "");
}

function Checks({ checks }: { checks: readonly Check[] }) {
  const { t, f } = useWords();
  if (checks.length === 0) return null;
  return (
    <List>
      {checks.map((check) => {
        const state = check.holds === null ? "unknown" : check.holds ? "holds" : "fails";
        return (
          <List.Item key={check.figure}>
            {t(`check.${check.must}`, {
              figure: t(`figure.${check.figure}`),
              value: writeShopFigure(check.figure, check.value, f),
              bound: writeShopFigure(check.figure, check.bound, f),
            })}
            {": "}
            <Text as="span" tone={state === "holds" ? "success" : "caution"}>
              {t(`check.${state}`)}
            </Text>
          </List.Item>
        );
      })}
    </List>
  );
}

function Part({ as, title, children }: { as: "h4" | "h6"; title: string; children: ReactNode }) {
  return (
    <BlockStack gap="100">
      <Text as={as} variant="bodySm" fontWeight="semibold">
        {title}
      </Text>
      {children}
    </BlockStack>
  );
}

/** What was looked at and not recommended, each with its reasons. */
export function PassedOver({ recommendations }: { recommendations: readonly Recommendation[] }) {
  const { t, f } = useWords();
  const language = languageOf(f.writing.locale);
  return (
    <List>
      {recommendations.map((recommendation) => (
        <List.Item key={recommendation.tactic}>
          <BlockStack gap="050">
            <Text as="span" fontWeight="medium">
              {tacticText(recommendation.tactic, language).title}
            </Text>
            <Text as="span" tone="subdued">
              {recommendation.reasons.map((reason) => t(`reason.${reason}`)).join(" ")}
            </Text>
            <Checks checks={recommendation.checks.filter(({ holds }) => holds !== true)} />
          </BlockStack>
        </List.Item>
      ))}
    </List>
  );
}
