import type { Address, Customer, MarketingState } from "../model.ts";
import { pick } from "./scene.ts";

// Invented people. No list holds a full name, so no real person is meant; addresses end in example.com or example.org.
// prettier-ignore
const FIRST_NAMES = [
  "Ada", "Aiko", "Amara", "Anouk", "Arvid", "Bea", "Björn", "Camila", "Chidi", "Dara", "Elif", "Emil", "Esme", "Farid",
  "Fenja", "Gael", "Hana", "Hugo", "Imani", "Ines", "Ivo", "Jonas", "Juno", "Kaito", "Keira", "Lars", "Leila", "Linnea",
  "Mateo", "Mei", "Milo", "Nadia", "Niko", "Noor", "Olga", "Omar", "Petra", "Priya", "Quinn", "Rafael", "Ruth", "Sami",
  "Selma", "Tariq", "Tove", "Uma", "Viggo", "Wren", "Yara", "Zora",
];
// prettier-ignore
const LAST_NAMES = [
  "Adler", "Almeida", "Bergman", "Brook", "Castellan", "Dahl", "Diallo", "Ekström", "Fischer", "Fontaine", "Garrick",
  "Haddad", "Hollis", "Ito", "Jansen", "Kaur", "Keller", "Lindqvist", "Lowell", "Mbeki", "Moreau", "Nakata", "Novak",
  "O'Dell", "Okafor", "Palmer", "Quist", "Rahman", "Rosso", "Sandoval", "Sato", "Thorne", "Ueda", "Varga", "Weller",
  "Xu", "Yilmaz", "Zeller",
];

/** A place people live in. */
interface Place {
  countryCode: string;
  country: string;
  provinceCode: string | null;
  province: string | null;
  city: string;
  zip: string;
  locale: string;
  currency: string;
}

const PLACES: readonly Place[] = [
  place("US", "United States", "NY", "New York", "Albany", "12201", "en-US", "USD"),
  place("US", "United States", "CA", "California", "Fresno", "93701", "en-US", "USD"),
  place("US", "United States", "OR", "Oregon", "Eugene", "97401", "en-US", "USD"),
  place("US", "United States", "TX", "Texas", "Waco", "76701", "en-US", "USD"),
  place("US", "United States", "VT", "Vermont", "Burlington", "05401", "en-US", "USD"),
  place("US", "United States", "CO", "Colorado", "Boulder", "80301", "es-US", "USD"),
  place("CA", "Canada", "ON", "Ontario", "Kingston", "K7L 1A1", "en-CA", "CAD"),
  place("CA", "Canada", "QC", "Quebec", "Sherbrooke", "J1H 1A1", "fr-CA", "CAD"),
  place("GB", "United Kingdom", "ENG", "England", "Leeds", "LS1 1AA", "en-GB", "GBP"),
  place("DE", "Germany", null, null, "Kassel", "34117", "de-DE", "EUR"),
  place("FR", "France", null, null, "Nantes", "44000", "fr-FR", "EUR"),
  place("JP", "Japan", "JP-26", "Kyoto", "Uji", "611-0021", "ja-JP", "JPY"),
  place("AU", "Australia", "VIC", "Victoria", "Geelong", "3220", "en-AU", "AUD"),
];

function place(
  countryCode: string,
  country: string,
  provinceCode: string | null,
  province: string | null,
  city: string,
  zip: string,
  locale: string,
  currency: string,
): Place {
  return { countryCode, country, provinceCode, province, city, zip, locale, currency };
}

/** Share of customers who live in the shop's own country. */
const AT_HOME = 0.82;

/** An invented person who lives in the country of the shop's currency, or abroad. */
export function inventPerson(
  random: () => number,
  shopCurrency: string,
): Pick<Customer, "firstName" | "lastName" | "locale"> & { address: Address } {
  const home = PLACES.filter(({ currency }) => currency === shopCurrency);
  const live = random() < AT_HOME && home.length > 0 ? pick(home, random) : pick(PLACES, random);
  const { locale, currency: _, ...rest } = live;
  return {
    firstName: pick(FIRST_NAMES, random),
    lastName: pick(LAST_NAMES, random),
    locale,
    address: { ...rest, address1: `${String(1 + Math.floor(random() * 240))} Example Street` },
  };
}

/** The currency a buyer of this country sees at the checkout; null when the shop sells there in its own. */
export function currencyOfCountry(countryCode: string): string | null {
  return PLACES.find((entry) => entry.countryCode === countryCode)?.currency ?? null;
}

/** An address that is certainly nobody's: reserved domains, and the id makes it unique. */
export function inventEmail(person: { firstName: string; lastName: string }, id: bigint): string {
  const plain = (name: string) =>
    name
      .normalize("NFD")
      .replace(/[^A-Za-z]/g, "")
      .toLowerCase();
  return `${plain(person.firstName)}.${plain(person.lastName)}.${String(id)}@example.${id % 3n === 0n ? "org" : "com"}`;
}

/** Consent as stores have it: cumulative shares of buyers in each state. */
const BUYER_CONSENT: readonly (readonly [number, MarketingState])[] = [
  [0.5, "SUBSCRIBED"],
  [0.78, "NOT_SUBSCRIBED"],
  [0.91, "UNSUBSCRIBED"],
  [0.96, "PENDING"],
  [0.99, "INVALID"],
  [1, "REDACTED"],
];

/** A buyer's consent from a number in [0, 1): half may be mailed, and every state occurs. */
export function consentOf(uniform: number): MarketingState {
  return BUYER_CONSENT.find(([below]) => uniform < below)?.[1] ?? "NOT_SUBSCRIBED";
}
