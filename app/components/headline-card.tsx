import { Badge, BlockStack, Card, InlineStack, Text } from "@shopify/polaris";
import type { UnknownReason } from "../insights/definition.ts";
import type { Comparison, HeadlineFigure, HeadlineKey } from "../reports/overview.types.ts";
import type { Report } from "../reports/report.types.ts";
import { FigureText } from "./figure-text.tsx";
import { Sparkline } from "./sparkline.tsx";
import { WhyThisNumber } from "./why-this-number.tsx";
import { useWords } from "./words.tsx";
import type { Words } from "./words.tsx";

/** Figures of which less is better. */
const LESS_IS_BETTER: ReadonlySet<HeadlineKey> = new Set(["churnRate"]);

/** Is a move of this figure for the better? Null: no move worth a colour, or not known. */
export function isImprovement(key: HeadlineKey, change: number | null): boolean | null {
  if (change === null || Math.abs(change) < 0.0005) return null;
  return change > 0 !== LESS_IS_BETTER.has(key);
}

/** How values of this figure are written. */
function writer({ f }: Words, unit: HeadlineFigure["unit"]): (value: number | null) => string {
  switch (unit) {
    case "money":
      return f.moneyShort;
    case "count":
      return f.count;
    case "rate":
      return f.rate;
  }
}

/** One headline figure with its trend and both comparisons. */
export function HeadlineCard(props: {
  report: Report<HeadlineFigure>;
  /** Name of the period of the figure while it is not over: its point of the trend will still move. */
  runningPeriod: string | null;
}) {
  const { report } = props;
  const words = useWords();
  const { t, f } = words;
  const { key, unit, figure, ofFinished, cases, sparkline } = report.value;
  const write = writer(words, unit);
  const name = t(`headline.${key}`);
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" wrap={false} gap="200">
          <Text as="h3" variant="headingSm">
            {name}
          </Text>
          <WhyThisNumber report={report} extra={<Cases figure={report.value} />} />
        </InlineStack>
        <InlineStack align="space-between" blockAlign="center" wrap={false} gap="200">
          <InlineStack gap="200" blockAlign="center">
            <Text as="p" variant="headingXl">
              <FigureText figure={figure} write={write} />
            </Text>
            {figure.reason === null && cases?.few && <Badge>{t("headline.few")}</Badge>}
          </InlineStack>
          <Sparkline
            values={sparkline.map((point) => point.figure.value)}
            lastIsRunning={props.runningPeriod !== null && sparkline.at(-1)?.label === props.runningPeriod}
            label={t("headline.trend", {
              name,
              first: f.period(sparkline.at(0)?.label ?? null),
              last: f.period(sparkline.at(-1)?.label ?? null),
              values: sparkline.map((point) => write(point.figure.value)).join(", "),
            })}
          />
        </InlineStack>
        {ofFinished !== null && (
          <Text as="p" variant="bodySm" fontWeight="medium">
            {t("headline.ofFinished", {
              period:
                ofFinished.label === null ? f.dateSpan(ofFinished.from, ofFinished.to) : f.period(ofFinished.label),
            })}
          </Text>
        )}
        {figure.reason !== null ? (
          <Text as="p" variant="bodySm" tone="subdued">
            {t(`unknown.${figure.reason}`)}
          </Text>
        ) : (
          <Comparisons figure={report.value} />
        )}
      </BlockStack>
    </Card>
  );
}

/** Both comparisons; one sentence where neither can be had for the same reason. */
function Comparisons({ figure }: { figure: HeadlineFigure }) {
  const { t } = useWords();
  const { previousPeriod, yearBefore } = figure;
  const reason = missingReason(previousPeriod);
  if (reason !== null && reason === missingReason(yearBefore)) {
    return (
      <Text as="p" variant="bodySm" tone="subdued">
        {t(`unknown.${reason}`)}
      </Text>
    );
  }
  return (
    <BlockStack gap="100">
      <ComparisonLine comparison={previousPeriod} figure={figure} against="previous" />
      {!isSameRange(previousPeriod, yearBefore) && (
        <ComparisonLine comparison={yearBefore} figure={figure} against="yearBefore" />
      )}
    </BlockStack>
  );
}

/** The year before a year is the period before it: said once. */
function isSameRange(a: Comparison, b: Comparison): boolean {
  return a.range !== null && a.range.from === b.range?.from && a.range.to === b.range.to;
}

/** Why there is no comparison, or null when there is one. */
function missingReason({ figure, change }: Comparison): UnknownReason | null {
  return change.value === null ? (figure.reason ?? change.reason) : null;
}

function ComparisonLine(props: { comparison: Comparison; figure: HeadlineFigure; against: "previous" | "yearBefore" }) {
  const words = useWords();
  const { t, f } = words;
  const { range, figure, change } = props.comparison;
  const { key, unit } = props.figure;
  const name =
    range === null
      ? t(`headline.${props.against}.none`)
      : t("headline.against", {
          range: range.label === null ? f.dateSpan(range.from, range.to) : f.period(range.label),
        });
  const reason = missingReason(props.comparison);
  if (reason !== null) {
    return (
      <Text as="p" variant="bodySm" tone="subdued">
        {`${name}: ${t(`unknown.${reason}`)}`}
      </Text>
    );
  }
  const better = isImprovement(key, change.value);
  return (
    <InlineStack align="space-between" gap="200" blockAlign="baseline">
      <Text as="span" variant="bodySm" tone="subdued">
        {`${name}: ${writer(words, unit)(figure.value)}`}
      </Text>
      <Text
        as="span"
        variant="bodySm"
        tone={better === null ? "subdued" : better ? "success" : "caution"}
        fontWeight="medium"
      >
        {unit === "rate" ? t("headline.points", { points: f.points(change.value) }) : f.change(change.value)}
      </Text>
    </InlineStack>
  );
}

function Cases({ figure }: { figure: HeadlineFigure }) {
  const { t, f } = useWords();
  const { cases } = figure;
  if (cases === null) return null;
  return (
    <Text as="p">
      {t("why.cases", { count: cases.of, formatted: f.count(cases.of) })}
      {cases.low !== null &&
        cases.high !== null &&
        ` ${t("why.interval", { low: f.rate(cases.low), high: f.rate(cases.high) })}`}
    </Text>
  );
}
