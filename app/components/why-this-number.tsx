import { BlockStack, Button, List, Popover, Text } from "@shopify/polaris";
import { InfoIcon } from "@shopify/polaris-icons";
import { useState } from "react";
import type { ReactNode } from "react";
import { LEFT_OUT_REASONS } from "../analytics/timelines.ts";
import type { Report } from "../reports/report.types.ts";
import styles from "./why-this-number.module.css";
import { useWords } from "./words.tsx";

/**
 * The button that answers "why this number": what is meant, how it is computed, from which rows, which were left out and
 * why, and how fresh they are. `extra` is what this figure alone can say (its cases, its interval).
 */
export function WhyThisNumber({ report, extra }: { report: Report<unknown>; extra?: ReactNode }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const name = t(`definition.${report.definition}.name`);
  return (
    <Popover
      active={open}
      onClose={close}
      preferredAlignment="right"
      autofocusTarget="first-node"
      ariaHaspopup="dialog"
      activator={
        <Button
          icon={InfoIcon}
          variant="tertiary"
          size="micro"
          accessibilityLabel={t("why.open", { name })}
          onClick={() => setOpen(!open)}
        />
      }
    >
      <Popover.Pane maxHeight="26rem">
        {/* Focus comes here first, so that the text can be scrolled with the keyboard. */}
        <div role="dialog" aria-label={name} tabIndex={0} className={styles.content}>
          <WhyContent report={report} extra={extra} />
        </div>
      </Popover.Pane>
    </Popover>
  );
}

/** The text behind the button. */
export function WhyContent({ report, extra }: { report: Report<unknown>; extra?: ReactNode }) {
  const { t, f } = useWords();
  const { definition, rowsIn, leftOut, freshness, completeFrom } = report;
  const reasons = LEFT_OUT_REASONS.filter((reason) => leftOut[reason] > 0);
  return (
    <BlockStack gap="300">
      <BlockStack gap="100">
        <Text as="h3" variant="headingSm">
          {t(`definition.${definition}.name`)}
        </Text>
        <Text as="p">{t(`definition.${definition}.meaning`)}</Text>
      </BlockStack>
      <Section title={t("why.formula")}>
        <Text as="p">{t(`definition.${definition}.formula`)}</Text>
        {extra}
      </Section>
      <Section title={t("why.rowsIn")}>
        <List gap="extraTight">
          <List.Item>{t("why.orders", { count: rowsIn.orders, formatted: f.count(rowsIn.orders) })}</List.Item>
          <List.Item>{t("why.customers", { count: rowsIn.customers, formatted: f.count(rowsIn.customers) })}</List.Item>
          {rowsIn.guestOrders > 0 && (
            <List.Item>
              {t("why.guestOrders", { count: rowsIn.guestOrders, formatted: f.count(rowsIn.guestOrders) })}
            </List.Item>
          )}
        </List>
      </Section>
      <Section title={t("why.leftOut")}>
        {reasons.length === 0 ? (
          <Text as="p">{t("why.nothingLeftOut")}</Text>
        ) : (
          <List gap="extraTight">
            {reasons.map((reason) => (
              <List.Item key={reason}>{t(`why.leftOut.${reason}`, { formatted: f.count(leftOut[reason]) })}</List.Item>
            ))}
          </List>
        )}
      </Section>
      <Section title={t("why.freshness")}>
        <Text as="p">
          {freshness.lastChangeAt === null
            ? t("why.noChange")
            : t("why.lastChange", { instant: f.instant(freshness.lastChangeAt) })}
        </Text>
        {freshness.syncedAt !== null && (
          <Text as="p">{t("why.synced", { instant: f.instant(freshness.syncedAt) })}</Text>
        )}
        <Text as="p">
          {completeFrom !== null
            ? t("why.completeFrom", { month: f.period(completeFrom) })
            : t(freshness.historyComplete ? "why.historyComplete" : "why.historyImporting")}
        </Text>
      </Section>
    </BlockStack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <BlockStack gap="100">
      <Text as="h4" variant="bodySm" tone="subdued">
        {title}
      </Text>
      {children}
    </BlockStack>
  );
}
