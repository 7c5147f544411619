import {
  Banner,
  BlockStack,
  Box,
  Button,
  Card,
  Checkbox,
  ChoiceList,
  InlineError,
  InlineStack,
  Link,
  List,
  Text,
} from "@shopify/polaris";
import { Form, useNavigation } from "@remix-run/react";
import { useState } from "react";
import { segmentText } from "../i18n/segment-text.ts";
import type { ExportDestination } from "../insights/mailing.ts";
import type { ExportActionError, ExportPreview, NewExportModel } from "../reports/exports.types.ts";
import { CardHeading } from "./card-heading.tsx";
import { PlainPage } from "./plain-page.tsx";
import { useReportUrl } from "./use-report-url.ts";
import { useTranslate, useWords } from "./words.tsx";

/** Before a segment leaves: where to, who is sent, who is left out and why. */
export function NewExportPage({ model, error }: { model: NewExportModel; error: ExportActionError | null }) {
  const t = useTranslate();
  const url = useReportUrl();
  const segment = segmentText(model.preview.segment, t).name;
  return (
    <PlainPage
      frame={model}
      title={t("newExport.title", { segment })}
      backAction={{ content: t("segments.title"), url: url("/app/segments", { segment: model.preview.segment }) }}
    >
      {error?.field === "form" && (
        <Banner tone="critical">
          <Text as="p">{t(`exportError.${error.code}`)}</Text>
        </Banner>
      )}
      <ExportForm model={model} error={error} />
    </PlainPage>
  );
}

function ExportForm({ model, error }: { model: NewExportModel; error: ExportActionError | null }) {
  const { t } = useWords();
  const [destination, setDestination] = useState<ExportDestination>("csv");
  const starting = useNavigation().formData?.get("intent") === "startExport";
  const { preview } = model;
  const [withControl, setWithControl] = useState(preview.controlProposed);
  const connected = model.destinations.some((view) => view.destination === destination && view.state === "connected");
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="startExport" />
      <input type="hidden" name="segment" value={preview.segment} />
      <input type="hidden" name="asOf" value={model.asOf} />
      <BlockStack gap="400">
        <DestinationChoice model={model} error={error} destination={destination} onChange={setDestination} />
        <PreviewCard preview={preview} asOf={model.asOf} />
        <ControlCard preview={preview} withControl={withControl} onChange={setWithControl} />
        <Box paddingInline={{ xs: "400", sm: "0" }}>
          <InlineStack align="end">
            <Button submit variant="primary" loading={starting} disabled={preview.mailable === 0 || !connected}>
              {t(`newExport.start.${destination}`)}
            </Button>
          </InlineStack>
        </Box>
      </BlockStack>
    </Form>
  );
}

function DestinationChoice(props: {
  model: NewExportModel;
  error: ExportActionError | null;
  destination: ExportDestination;
  onChange: (destination: ExportDestination) => void;
}) {
  const { t } = useWords();
  const url = useReportUrl();
  const { model, error, destination } = props;
  const unconnected = model.destinations.some(({ state }) => state !== "connected");
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("newExport.destination")} />
        <ChoiceList
          name="destination"
          title={t("newExport.destination")}
          titleHidden
          selected={[destination]}
          onChange={([chosen]) => props.onChange(chosen as ExportDestination)}
          choices={model.destinations.map((view) => ({
            value: view.destination,
            label: t(`destination.${view.destination}.name`),
            // Greyed out it could not be read; what is to be done stands below.
            helpText: view.state === "connected" ? t(`destination.${view.destination}.text`) : undefined,
            disabled: view.state !== "connected",
          }))}
        />
        {error?.field === "destination" && (
          <InlineError fieldID="destination" message={t(`exportError.${error.code}`)} />
        )}
        {unconnected && (
          <Text as="p" tone="subdued">
            <Link url={url("/app/exports")}>{t("newExport.connectFirst")}</Link>
          </Text>
        )}
        <Text as="p" tone="subdued">
          {t("newExport.target", { name: model.preview.targetName[destination] })}
        </Text>
        {destination === "klaviyo" && (
          <Text as="p" tone="caution">
            {t("newExport.klaviyoFlow")}
          </Text>
        )}
      </BlockStack>
    </Card>
  );
}

/** A part of the segment that is left alone, so that the effect can be told from what would have happened anyway. */
function ControlCard(props: { preview: ExportPreview; withControl: boolean; onChange: (on: boolean) => void }) {
  const { t, f } = useWords();
  const { preview, withControl } = props;
  const people = Math.round(preview.mailable * preview.controlShare);
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("newExport.control")} text={t("newExport.control.text")} />
        <Checkbox
          name="control"
          value="on"
          label={t("newExport.control.label", { share: f.rateShort(preview.controlShare), formatted: f.count(people) })}
          helpText={preview.controlProposed ? undefined : t("newExport.control.small")}
          checked={withControl}
          onChange={props.onChange}
        />
      </BlockStack>
    </Card>
  );
}

function PreviewCard({ preview, asOf }: { preview: ExportPreview; asOf: string }) {
  const { t, f } = useWords();
  const leftOut = preview.notSent.reduce((sum, { people }) => sum + people, 0);
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("newExport.preview")} text={t("newExport.asOf", { day: f.date(asOf) })} />
        <Text as="p" variant="headingMd">
          {preview.mailable === 0
            ? t("newExport.nobody")
            : t("newExport.mailable", { count: preview.mailable, formatted: f.count(preview.mailable) })}
        </Text>
        <Text as="p">{t("newExport.members", { count: preview.members, formatted: f.count(preview.members) })}</Text>
        {leftOut === 0 ? (
          <Text as="p">{t("newExport.everyone")}</Text>
        ) : (
          <BlockStack gap="100">
            <Text as="p">{t("newExport.notSent", { count: leftOut, formatted: f.count(leftOut) })}</Text>
            <List>
              {preview.notSent.map(({ reason, people }) => (
                <List.Item key={reason}>
                  {t("notSent.line", { formatted: f.count(people), reason: t(`notSent.${reason}`) })}
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
        <Text as="p" tone="subdued">
          {t("newExport.consent")}
        </Text>
      </BlockStack>
    </Card>
  );
}
