import { Text } from "@shopify/polaris";
import { UNKNOWN } from "../i18n/format.ts";
import type { Figure } from "../insights/definition.ts";
import { useWords } from "./words.tsx";

/**
 * A formatted value. What is not known is a dash for the eye and a sentence, with its reason where there is one, for a
 * screen reader.
 */
function ValueText({ text, reason }: { text: string; reason?: string }) {
  const { t } = useWords();
  if (text !== UNKNOWN) return <>{text}</>;
  const unknown = t("value.unknown");
  return (
    <>
      <span aria-hidden="true">{UNKNOWN}</span>
      <Text as="span" visuallyHidden>
        {reason === undefined ? unknown : `${unknown}: ${reason}`}
      </Text>
    </>
  );
}

/** A figure written by `write`; unknown figures as in `ValueText`. */
export function FigureText({ figure, write }: { figure: Figure; write: (value: number | null) => string }) {
  const { t } = useWords();
  return figure.reason === null ? (
    <>{write(figure.value)}</>
  ) : (
    <ValueText text={UNKNOWN} reason={t(`unknown.${figure.reason}`)} />
  );
}
