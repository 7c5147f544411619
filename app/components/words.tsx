import { createContext, useContext, useMemo } from "react";
import type { ReactNode } from "react";
import { createFormats } from "../i18n/format.ts";
import type { Formats, Writing } from "../i18n/format.ts";
import { translator, languageOf } from "../i18n/translate.ts";
import type { Translate } from "../i18n/translate.ts";

/** Sentences and number formats of the merchant reading the page. */
export interface Words {
  readonly t: Translate;
  readonly f: Formats;
}

const LanguageContext = createContext<{ readonly locale: string; readonly t: Translate } | null>(null);
const WordsContext = createContext<Words | null>(null);

/** Sets the language of everything below it. Once, at the top of the app. */
export function LanguageProvider({ locale, children }: { locale: string; children: ReactNode }) {
  const value = useMemo(() => ({ locale, t: translator(languageOf(locale)) }), [locale]);
  return <LanguageContext.Provider value={value}>{children}</LanguageContext.Provider>;
}

/** Sentences without numbers: for what stands outside a report (navigation, errors). */
export function useTranslate(): Translate {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error("useTranslate needs a LanguageProvider above it");
  return language.t;
}

/** Sets currency and zone for a page; the locale is that of the LanguageProvider. */
export function WordsProvider({ writing, children }: { writing: Omit<Writing, "locale">; children: ReactNode }) {
  const language = useContext(LanguageContext);
  if (language === null) throw new Error("WordsProvider needs a LanguageProvider above it");
  const { currency, currencyDigits, zone } = writing;
  const value = useMemo(
    () => ({ t: language.t, f: createFormats({ locale: language.locale, currency, currencyDigits, zone }) }),
    [language, currency, currencyDigits, zone],
  );
  return <WordsContext.Provider value={value}>{children}</WordsContext.Provider>;
}

/** Sentences and formats of this page. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === null) throw new Error("useWords needs a WordsProvider above it");
  return words;
}
