import { Badge, BlockStack, Button, ButtonGroup, Card, InlineStack, Text, TextField } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import { useEffect, useState } from "react";
import { PERIODS } from "../analytics/calendar.ts";
import type { Period } from "../analytics/calendar.ts";
import type { Freshness, PageFrame, SyncView } from "../reports/report.types.ts";
import type { ReportParameters } from "./report-url.ts";
import { useReportUrl } from "./use-report-url.ts";
import { useWords } from "./words.tsx";
import styles from "./report-controls.module.css";

/** A date field's value is passed on once it is a whole date inside the bounds; else the sentence that says what to do. */
export function dayProblem(day: string, first: string | null, last: string): "outside" | null {
  const wholeDate = /^\d{4}-\d{2}-\d{2}$/.test(day);
  return wholeDate && day <= last && (first === null || day >= first) ? null : "outside";
}

/** Period and day of a report, both kept in the address, and how fresh the page is. */
export function ReportControls(props: {
  frame: PageFrame;
  pathname: string;
  period?: Period;
  freshness: Freshness;
  sync: SyncView;
  interrupted: boolean;
  /** What the figures cover, for pages whose figures belong to one period. */
  summary?: string;
}) {
  const { t } = useWords();
  const navigate = useNavigate();
  const url = useReportUrl();
  const go = (changes: ReportParameters) => navigate(url(props.pathname, changes), { preventScrollReset: true });
  return (
    <Card>
      <Text as="h2" visuallyHidden>
        {t("controls.heading")}
      </Text>
      <InlineStack align="space-between" blockAlign="end" gap="400">
        <InlineStack gap="400" blockAlign="start">
          {props.period !== undefined && (
            <BlockStack gap="100">
              <Text as="span" id="period-label">
                {t("controls.period")}
              </Text>
              <div role="group" aria-labelledby="period-label">
                <ButtonGroup variant="segmented">
                  {PERIODS.map((period) => (
                    <Button
                      key={period}
                      size="large"
                      pressed={period === props.period}
                      onClick={() => void go({ period })}
                    >
                      {t(`period.${period}`)}
                    </Button>
                  ))}
                </ButtonGroup>
              </div>
            </BlockStack>
          )}
          <AsOfField frame={props.frame} onChange={(asOf) => void go({ asOf })} />
        </InlineStack>
        <BlockStack gap="050">
          {props.summary !== undefined && (
            <Text as="p" fontWeight="semibold">
              {props.summary}
            </Text>
          )}
          <FreshnessLine
            freshness={props.freshness}
            sync={props.sync}
            interrupted={props.interrupted}
            frame={props.frame}
          />
        </BlockStack>
      </InlineStack>
    </Card>
  );
}

/** The day of the report. Null goes back to the latest day. */
function AsOfField({ frame, onChange }: { frame: PageFrame; onChange: (asOf: string | null) => void }) {
  const { t, f } = useWords();
  const [typed, setTyped] = useState(frame.asOf);
  useEffect(() => setTyped(frame.asOf), [frame.asOf]);
  const outside = dayProblem(typed, frame.firstOrderOn, frame.today) !== null;
  return (
    <div className={styles.asOf}>
      <TextField
        type="date"
        label={t("controls.asOf")}
        autoComplete="off"
        value={typed}
        min={frame.firstOrderOn ?? undefined}
        max={frame.today}
        error={
          outside
            ? t("controls.asOfOutside", { first: f.date(frame.firstOrderOn), last: f.date(frame.today) })
            : undefined
        }
        onChange={(value) => {
          setTyped(value);
          if (value !== frame.asOf && dayProblem(value, frame.firstOrderOn, frame.today) === null) {
            onChange(value === frame.defaultAsOf ? null : value);
          }
        }}
        connectedRight={
          <Button
            size="large"
            disabled={frame.asOf === frame.defaultAsOf && typed === frame.asOf}
            onClick={() => onChange(null)}
          >
            {t("controls.latest")}
          </Button>
        }
      />
    </div>
  );
}

function FreshnessLine(props: { freshness: Freshness; sync: SyncView; interrupted: boolean; frame: PageFrame }) {
  const { t, f } = useWords();
  const pending = props.sync.pendingChanges;
  const rejected = props.sync.rejectedRecords;
  const { asOf, defaultAsOf, today } = props.frame;
  const past = asOf < defaultAsOf;
  // Without an order for a long time, the pages open at the day of the last one and not at today.
  const openedInThePast = asOf === defaultAsOf && defaultAsOf < today;
  const state = () => {
    if (props.interrupted)
      return (
        <Text as="span" tone="caution">
          {t("freshness.paused")}
        </Text>
      );
    if (pending > 0) return t("freshness.catchingUp", { count: pending, formatted: f.count(pending) });
    const changed = props.freshness.lastChangeAt;
    return changed === null ? t("freshness.noChange") : t("freshness.live", { instant: f.instant(changed) });
  };
  return (
    <InlineStack gap="200" blockAlign="center">
      <Text as="p" variant="bodySm" tone="subdued">
        {state()}
      </Text>
      {openedInThePast && (
        <Text as="p" variant="bodySm" tone="subdued">
          {t("controls.lastOrderDay", { day: f.date(defaultAsOf) })}
        </Text>
      )}
      {past && <Badge tone="attention">{t("controls.pastDay")}</Badge>}
      {rejected > 0 && (
        <Text as="p" variant="bodySm" tone="caution">
          {t("sync.rejected", { count: rejected, formatted: f.count(rejected) })}
        </Text>
      )}
    </InlineStack>
  );
}
