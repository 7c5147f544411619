import type { TacticKey } from "../insights/tactics/tactic.ts";
import { tacticTexts } from "./en/tactics.ts";
import type { TacticText } from "./tactic-text.types.ts";

/**
 * Texts of the tactics per language. Apart from the other messages, because they are long and only pages that recommend
 * something load them.
 */
const TEXTS: Readonly<Record<string, Readonly<Record<TacticKey, TacticText>>>> = { en: tacticTexts };

/** What a merchant reads about a tactic, in a language of `languageOf`. */
export function tacticText(key: TacticKey, language: string): TacticText {
  return (TEXTS[language] ?? tacticTexts)[key];
}
