import { Badge, BlockStack, Button, Card, InlineStack, Modal, Text, TextField } from "@shopify/polaris";
import { Form, useNavigation, useSubmit } from "@remix-run/react";
import { useEffect, useState } from "react";
import type { DestinationView, ExportActionError } from "../reports/exports.types.ts";
import { CardHeading } from "./card-heading.tsx";
import styles from "./plain-list.module.css";
import { useWords } from "./words.tsx";

const TONES = { connected: "success", notConnected: undefined, keyRefused: "attention" } as const;

/** The tools a segment can be sent to, and how Klaviyo is connected. */
export function DestinationsCard(props: { destinations: readonly DestinationView[]; error: ExportActionError | null }) {
  const { t } = useWords();
  return (
    <Card>
      <BlockStack gap="300">
        <CardHeading title={t("exports.destinations")} />
        <ul className={styles.list}>
          {props.destinations.map((destination) => (
            <li key={destination.destination} className={styles.item}>
              <BlockStack gap="300">
                <Description destination={destination} />
                {destination.destination === "klaviyo" && (
                  <KlaviyoConnection destination={destination} error={props.error} />
                )}
              </BlockStack>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function Description({ destination: { destination, state, accountName } }: { destination: DestinationView }) {
  const { t } = useWords();
  return (
    <BlockStack gap="050">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {t(`destination.${destination}.name`)}
        </Text>
        {destination !== "csv" && <Badge tone={TONES[state]}>{t(`destination.state.${state}`)}</Badge>}
      </InlineStack>
      <Text as="p" tone="subdued">
        {t(`destination.${destination}.text`)}
        {accountName !== null && ` ${t("destination.account", { name: accountName })}`}
      </Text>
    </BlockStack>
  );
}

/** Connected: replace or disconnect. Otherwise the field for the key, its error beside it. */
function KlaviyoConnection({ destination, error }: { destination: DestinationView; error: ExportActionError | null }) {
  const { t } = useWords();
  const connected = destination.state === "connected";
  const [editing, setEditing] = useState(!connected);
  useEffect(() => setEditing(!connected), [connected]);
  if (editing) return <KeyForm error={error} onCancel={connected ? () => setEditing(false) : undefined} />;
  return (
    <InlineStack gap="200">
      <Button onClick={() => setEditing(true)}>{t("destination.replaceKey")}</Button>
      <Disconnect />
    </InlineStack>
  );
}

function KeyForm({ error, onCancel }: { error: ExportActionError | null; onCancel: (() => void) | undefined }) {
  const { t } = useWords();
  const [key, setKey] = useState("");
  const saving = useNavigation().formData?.get("intent") === "connectKlaviyo";
  return (
    <Form method="post">
      <input type="hidden" name="intent" value="connectKlaviyo" />
      <BlockStack gap="300">
        <TextField
          type="password"
          name="klaviyoKey"
          label={t("klaviyo.key.label")}
          helpText={t("klaviyo.key.help")}
          autoComplete="off"
          value={key}
          onChange={setKey}
          error={error?.field === "klaviyoKey" ? t(`exportError.${error.code}`) : undefined}
        />
        <InlineStack gap="200">
          <Button submit loading={saving}>
            {t("klaviyo.key.save")}
          </Button>
          {onCancel && <Button onClick={onCancel}>{t("destination.cancel")}</Button>}
        </InlineStack>
      </BlockStack>
    </Form>
  );
}

function Disconnect() {
  const { t } = useWords();
  const submit = useSubmit();
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button tone="critical" onClick={() => setAsking(true)}>
        {t("destination.disconnect")}
      </Button>
      <Modal
        open={asking}
        onClose={close}
        title={t("destination.disconnect.confirm.title")}
        primaryAction={{
          content: t("destination.disconnect"),
          destructive: true,
          onAction: () => {
            close();
            submit({ intent: "disconnectKlaviyo" }, { method: "post" });
          },
        }}
        secondaryActions={[{ content: t("destination.cancel"), onAction: close }]}
      >
        <Modal.Section>
          <Text as="p">{t("destination.disconnect.confirm.text")}</Text>
        </Modal.Section>
      </Modal>
    </>
  );
}
