import { BlockStack, Box, Page } from "@shopify/polaris";
import type { ComponentProps, ReactNode } from "react";
import type { PageFrame } from "../reports/report.types.ts";
import { WordsProvider } from "./words.tsx";

type PageProps = ComponentProps<typeof Page>;

/** A page without a report of its own: title, way back, content. */
export function PlainPage(props: {
  frame: PageFrame;
  title: string;
  titleMetadata?: ReactNode;
  backAction?: PageProps["backAction"];
  primaryAction?: PageProps["primaryAction"];
  children: ReactNode;
}) {
  const { frame, children, ...page } = props;
  return (
    <WordsProvider writing={frame}>
      <Page {...page}>
        <Box paddingBlockEnd="800">
          <BlockStack gap="400">{children}</BlockStack>
        </Box>
      </Page>
    </WordsProvider>
  );
}
