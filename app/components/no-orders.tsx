import { Card, EmptyState, Text } from "@shopify/polaris";
import emptyImage from "./empty-state.svg?url";
import { useReportUrl } from "./use-report-url.ts";
import { useTranslate } from "./words.tsx";

/** What a page of figures says before the first order. */
export function NoOrders({ importing }: { importing: boolean }) {
  const t = useTranslate();
  const url = useReportUrl();
  return (
    <Card>
      <EmptyState
        heading={t(importing ? "empty.importing.title" : "empty.title")}
        image={emptyImage}
        action={{ content: t("empty.action"), url: url("/app/maturity") }}
      >
        <Text as="p">{t(importing ? "empty.importing.text" : "empty.text")}</Text>
      </EmptyState>
    </Card>
  );
}
