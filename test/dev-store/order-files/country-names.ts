/** Names that order files use and the language data does not know. */
const OTHER_NAMES: Record<string, string> = {
  EIRE: "IE",
  USA: "US",
  UK: "GB",
  RSA: "ZA",
  "CHANNEL ISLANDS": "JE",
  "CZECH REPUBLIC": "CZ",
  "HONG KONG": "HK",
};

const english = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
let codes: Map<string, string> | undefined;

/** ISO 3166 code of a country's English name (or of the code itself); null for what is no country. */
export function countryCodeOf(name: string): string | null {
  const wanted = name.trim().toUpperCase();
  codes ??= allCodes();
  if (/^[A-Z]{2}$/.test(wanted) && english.of(wanted) !== undefined) return wanted === "UK" ? "GB" : wanted;
  return OTHER_NAMES[wanted] ?? codes.get(wanted) ?? null;
}

/** English name of a country code; the code itself when there is none. */
export function countryNameOf(code: string): string {
  return english.of(code) ?? code;
}

function allCodes(): Map<string, string> {
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCodePoint(65 + at));
  const byName = new Map<string, string>();
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    // A withdrawn code bears the name of its successor: the successor counts.
    if (new Intl.Locale(`und-${code}`).region !== code) continue;
    const name = english.of(code);
    if (name !== undefined) byName.set(name.toUpperCase(), code);
  }
  return byName;
}
