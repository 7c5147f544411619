import { BlockStack, Button, Card, Page, Text } from "@shopify/polaris";
import { useReportUrl } from "./use-report-url.ts";
import { useTranslate } from "./words.tsx";

/** Why a page cannot be shown. `badRequest` carries the sentence that says which parameter is wrong. */
export type Problem =
  { readonly kind: "notFound" | "failed" } | { readonly kind: "badRequest"; readonly sentence: string };

/** A page that cannot be shown: what is wrong and the way on. */
export function ProblemPage({ problem }: { problem: Problem }) {
  const t = useTranslate();
  const url = useReportUrl();
  const texts = {
    notFound: { title: t("notFound.title"), text: t("notFound.text") },
    failed: { title: t("error.title"), text: t("error.text") },
    badRequest: { title: t("error.badRequest.title"), text: problem.kind === "badRequest" ? problem.sentence : "" },
  }[problem.kind];
  return (
    <Page title={texts.title}>
      <Card>
        <BlockStack gap="400" inlineAlign="start">
          <Text as="p">{texts.text}</Text>
          {problem.kind === "failed" ? (
            <Button variant="primary" onClick={() => window.location.reload()}>
              {t("error.retry")}
            </Button>
          ) : (
            <Button variant="primary" url={url("/app", { asOf: null, period: null, lookBack: null })}>
              {t("notFound.action")}
            </Button>
          )}
        </BlockStack>
      </Card>
    </Page>
  );
}
