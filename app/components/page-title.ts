import type { MetaFunction } from "@remix-run/react";
import { languageOf, translator } from "../i18n/translate.ts";
import type { MessageKey } from "../i18n/translate.ts";

type TitleKey = Extract<MessageKey, `${string}.title` | `nav.${string}` | "exports.new">;

/** The document's title of a page: its own name, then the app's. */
export function pageTitle(key: TitleKey): MetaFunction {
  return ({ matches }) => {
    const root = matches.find(({ id }) => id === "root")?.data as { locale?: string } | undefined;
    // The keys of titles take no values.
    const title = (translator(languageOf(root?.locale ?? "en")) as (key: TitleKey) => string)(key);
    return [{ title: `${title} · Comeback` }];
  };
}
