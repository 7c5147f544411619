import {
  BlockStack,
  Card,
  InlineGrid,
  SkeletonBodyText,
  SkeletonDisplayText,
  SkeletonPage,
  Text,
} from "@shopify/polaris";
import { useTranslate } from "./words.tsx";

/** The outline of a page of figures while its data are on the way. */
export function PageSkeleton() {
  const t = useTranslate();
  return (
    <div role="status">
      <Text as="span" visuallyHidden>
        {t("loading.page")}
      </Text>
      <SkeletonPage>
        <BlockStack gap="400">
          <Card>
            <SkeletonBodyText lines={3} />
          </Card>
          <InlineGrid columns={{ xs: 1, sm: 2, lg: 3 }} gap="400">
            {[1, 2, 3, 4, 5, 6].map((card) => (
              <Card key={card}>
                <BlockStack gap="300">
                  <SkeletonDisplayText size="small" />
                  <SkeletonBodyText lines={2} />
                </BlockStack>
              </Card>
            ))}
          </InlineGrid>
        </BlockStack>
      </SkeletonPage>
    </div>
  );
}
