import { BlockStack, InlineStack, Text } from "@shopify/polaris";
import type { ReactNode } from "react";
import type { Report } from "../reports/report.types.ts";
import { WhyThisNumber } from "./why-this-number.tsx";

/** Title of a card, the button "why this number" of its report, one sentence below and room for controls at the end. */
export function CardHeading(props: {
  title: string;
  id?: string;
  report?: Report<unknown>;
  text?: string;
  children?: ReactNode;
}) {
  return (
    <BlockStack gap="100">
      <InlineStack align="space-between" blockAlign="center" gap="200" wrap={props.children !== undefined}>
        <InlineStack gap="100" blockAlign="center" wrap={false}>
          <Text as="h2" variant="headingMd" id={props.id}>
            {props.title}
          </Text>
          {props.report && <WhyThisNumber report={props.report} />}
        </InlineStack>
        {props.children}
      </InlineStack>
      {props.text !== undefined && (
        <Text as="p" tone="subdued">
          {props.text}
        </Text>
      )}
    </BlockStack>
  );
}
