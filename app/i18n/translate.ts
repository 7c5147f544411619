import { createInstance } from "i18next";
import { english } from "./en/english.ts";

/** The catalogue every language must fill; English is the one that is always complete. */
type Messages = typeof english;

/** A message as callers name it: plural forms ("…_one", "…_other") are one key. */
export type MessageKey = StripPlural<keyof Messages>;
type StripPlural<K extends string> = K extends `${infer Base}_${"one" | "other"}` ? Base : K;

/** The names between {{ }} in a text. */
type Placeholders<S extends string> = S extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type TextOf<K extends MessageKey> = K extends keyof Messages
  ? Messages[K]
  : `${K}_other` extends keyof Messages
    ? Messages[`${K}_other`]
    : never;
type IsPlural<K extends MessageKey> = K extends keyof Messages ? false : true;
/** `count` chooses the plural form; `formatted` is how it is printed. All other values are printed as given. */
type Values<K extends MessageKey> = (IsPlural<K> extends true ? { count: number } : unknown) & {
  [P in Exclude<Placeholders<TextOf<K>>, "count">]: string;
};
type Arguments<K extends MessageKey> = keyof Values<K> extends never ? [] : [values: Values<K>];

/** Turns a message key and its (already formatted) values into a sentence of one language. */
export type Translate = <K extends MessageKey>(key: K, ...values: Arguments<K>) => string;

/**
 * Languages the app speaks. A further one is a folder beside `en` with the same keys: `Record<keyof Messages, string>`,
 * which does not compile while a sentence is missing.
 */
const LANGUAGES: Readonly<Record<string, Record<keyof Messages, string>>> = { en: english };

/** The language for a locale such as "de-AT": its own if the app speaks it, else English. */
export function languageOf(locale: string): string {
  const language = locale.toLowerCase().split("-")[0] ?? "en";
  return Object.hasOwn(LANGUAGES, language) ? language : "en";
}

const translators = new Map<string, Translate>();

/**
 * The translation function of a language (see `languageOf`). A number in a sentence is passed formatted, as text;
 * only `count`, which chooses the plural form, is a number.
 */
export function translator(language: string): Translate {
  const known = translators.get(language);
  if (known !== undefined) return known;
  const instance = createInstance();
  void instance.init({
    lng: language,
    fallbackLng: "en",
    resources: Object.fromEntries(
      Object.entries(LANGUAGES).map(([name, messages]) => [name, { translation: messages }]),
    ),
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    // React escapes what it prints; escaping twice would show entities.
    interpolation: { escapeValue: false },
  });
  const translate = ((key: string, values?: Record<string, string | number>) => instance.t(key, values)) as Translate;
  translators.set(language, translate);
  return translate;
}
