import { InlineGrid, Text } from "@shopify/polaris";
import type { OverviewModel } from "../reports/overview.types.ts";
import { FindingsCard } from "./findings-card.tsx";
import { HeadlineCard } from "./headline-card.tsx";
import { MaturityCard } from "./maturity-card.tsx";
import { ReportPage } from "./report-page.tsx";
import { useTranslate } from "./words.tsx";
import type { Words } from "./words.tsx";

/** The home page: how the store does, at a glance, against two other periods. */
export function OverviewPage({ model }: { model: OverviewModel }) {
  const t = useTranslate();
  return (
    <ReportPage
      title={t("overview.title")}
      pathname="/app"
      frame={model}
      report={model.maturity}
      period={model.period}
      summary={(words) => rangeText(model, words)}
    >
      <Text as="h2" visuallyHidden>
        {t("overview.figures")}
      </Text>
      <InlineGrid columns={{ xs: 1, sm: 2, lg: 3 }} gap="400">
        {model.headline.map((report) => (
          <HeadlineCard
            key={report.value.key}
            report={report}
            runningPeriod={model.range.finished ? null : model.range.label}
          />
        ))}
      </InlineGrid>
      <InlineGrid columns={{ xs: 1, md: 2 }} gap="400" alignItems="start">
        <MaturityCard report={model.maturity} />
        <FindingsCard findings={model.findings} />
      </InlineGrid>
    </ReportPage>
  );
}

/** The period of the figures; a running one ends at the day of the report. */
function rangeText({ range, asOf }: OverviewModel, { t, f }: Words): string {
  const dates = f.dateSpan(range.from, range.finished ? range.to : asOf);
  if (range.label === null) return dates;
  return t(range.finished ? "overview.range.finished" : "overview.range.running", {
    period: f.period(range.label),
    dates,
  });
}
