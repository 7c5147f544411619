import { Banner, BlockStack, Box, ProgressBar, Text } from "@shopify/polaris";
import type { SyncView } from "../reports/report.types.ts";
import { useWords } from "./words.tsx";

/**
 * The one banner of a page: where the import stands, or from when on figures are final. Nothing while all is well, so that
 * no room is kept for it.
 */
export function SyncBanner({ sync, completeFrom }: { sync: SyncView; completeFrom: string | null }) {
  const { t, f } = useWords();
  const orders = f.count(sync.ordersSoFar);
  switch (sync.stage) {
    case "waiting":
      return (
        <Banner tone="info" title={t("sync.waiting.title")}>
          <Text as="p">{t("sync.waiting.text")}</Text>
        </Banner>
      );
    case "importing": {
      const expected = sync.ordersExpected;
      const { step } = sync;
      const done = step === "exporting" ? sync.ordersExported : sync.ordersSoFar;
      return (
        <Banner tone="info" title={t("sync.importing.title")}>
          <BlockStack gap="200">
            <Text as="p">
              {expected === null
                ? t(`sync.${step}.unknown`, { orders: f.count(done) })
                : t(`sync.${step}.known`, { orders: f.count(done), expected: f.count(expected) })}
            </Text>
            {expected !== null && expected > 0 && (
              <Box maxWidth="30rem">
                <ProgressBar
                  progress={Math.min(99, (100 * done) / expected)}
                  size="small"
                  tone="primary"
                  ariaLabelledBy="import-progress"
                />
                <Text as="span" id="import-progress" visuallyHidden>
                  {t("sync.importing.progress")}
                </Text>
              </Box>
            )}
          </BlockStack>
        </Banner>
      );
    }
    case "failed":
      return (
        <Banner tone="critical" title={t("sync.failed.title")}>
          <Text as="p">{t("sync.failed.text", { orders })}</Text>
        </Banner>
      );
    case "complete":
      return completeFrom === null ? null : (
        <Banner tone="info" title={t("partial.title", { month: f.period(completeFrom) })}>
          <Text as="p">{t("partial.text", { month: f.period(completeFrom) })}</Text>
        </Banner>
      );
  }
}
