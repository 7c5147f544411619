import { bigInt64Column, int32Column, uint32Column, uint8Column } from "../../app/analytics/columns.ts";
import { CONSENT_STATES } from "../../app/analytics/timelines.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { dimensionOver, numberedNames, withoutGaps } from "./large-shop-dictionary.ts";
import { namedRandom, ranked } from "./large-shop-random.ts";

/** Beyond 2^53: a number in place of an id would lose digits. */
const FIRST_ID = 9_100_000_000_000_001n;
const COUNTRIES = numberedNames("country", 30);
const REGIONS = numberedNames("region", 120);
const LANGUAGES = numberedNames("language", 12);
const CITIES = numberedNames("city", 2_000);
const TAGS = numberedNames("tag", 24);

/** Ids of buyers; prospects' ids lie between them. */
export function buyerIds(customers: number): BigInt64Array {
  const ids = bigInt64Column(customers);
  for (let i = 0; i < customers; i++) ids[i] = FIRST_ID + BigInt(3 * i);
  return ids;
}

type Buyers = Pick<Timelines, "consent" | "createdDay" | "abandonedDay" | "customerDimensions" | "tags" | "prospects">;

/** Where each customer lives: provisional codes of country and region, 0 for not known. */
export interface Homes {
  readonly country: Uint16Array;
  readonly region: Uint16Array;
}

export function homesOf(customers: number): Homes {
  const random = namedRandom("homes");
  const country = new Uint16Array(customers);
  const region = new Uint16Array(customers);
  for (let i = 0; i < customers; i++) {
    if (random() < 0.02) continue;
    country[i] = 1 + ranked(COUNTRIES.length, random);
    region[i] = 1 + ((country[i]! * 4 + Math.floor(random() * 4)) % REGIONS.length);
  }
  return { country, region };
}

/** The home of each order's customer as the order's own dimensions. */
export function homeDimensions(
  homes: Homes,
  orderStart: Uint32Array,
): Pick<Timelines["dimensions"], "country" | "region"> {
  const spread = (codes: Uint16Array): Uint16Array => {
    const column = new Uint16Array(orderStart[codes.length]!);
    for (let i = 0; i < codes.length; i++) column.fill(codes[i]!, orderStart[i]!, orderStart[i + 1]!);
    return column;
  };
  return {
    country: dimensionOver(COUNTRIES, spread(homes.country)),
    region: dimensionOver(REGIONS, spread(homes.region)),
  };
}

/** What is known of the people: of the buyers, and of one prospect for each ten of them. */
export function peopleColumns({
  homes,
  firstDays,
  days,
}: {
  homes: Homes;
  firstDays: Int32Array;
  days: { from: number; to: number };
}): Buyers {
  const n = firstDays.length;
  const random = namedRandom("people");
  const someDay = (from: number): number => from + Math.floor(random() * (days.to - from));
  const consent = uint8Column(n);
  const createdDay = int32Column(n);
  const abandonedDay = int32Column(n).fill(-1);
  const language = new Uint16Array(n);
  const city = new Uint16Array(n);
  for (let i = 0; i < n; i++) {
    consent[i] = consentState(random);
    createdDay[i] = firstDays[i]! - (random() < 0.2 ? Math.floor(random() * 40) : 0);
    if (random() < 0.08) abandonedDay[i] = someDay(createdDay[i]!);
    if (random() < 0.95) language[i] = 1 + ranked(LANGUAGES.length, random);
    if (random() < 0.9) city[i] = 1 + ranked(CITIES.length, random);
  }

  const people = Math.floor(n / 10);
  const prospects = {
    customerIds: bigInt64Column(people),
    createdDay: int32Column(people),
    consent: uint8Column(people),
    abandonedDay: int32Column(people).fill(-1),
  };
  for (let p = 0; p < people; p++) {
    prospects.customerIds[p] = FIRST_ID + BigInt(30 * p + 1);
    prospects.createdDay[p] = someDay(days.from);
    prospects.consent[p] = consentState(random);
    if (random() < 0.3) prospects.abandonedDay[p] = someDay(prospects.createdDay[p]!);
  }
  return {
    consent,
    createdDay,
    abandonedDay,
    customerDimensions: {
      language: dimensionOver(LANGUAGES, language),
      country: dimensionOver(COUNTRIES, homes.country),
      city: dimensionOver(CITIES, city),
    },
    tags: tagColumns(n),
    prospects,
  };
}

function consentState(random: () => number): number {
  const u = random();
  if (u < 0.45) return CONSENT_STATES.indexOf("subscribed");
  if (u < 0.8) return CONSENT_STATES.indexOf("notSubscribed");
  return u < 0.95 ? CONSENT_STATES.indexOf("unsubscribed") : Math.floor(random() * CONSENT_STATES.length);
}

/** One tag to three for every seventh customer or so. */
function tagColumns(customers: number): Timelines["tags"] {
  const random = namedRandom("tags");
  const start = uint32Column(customers + 1);
  const provisional = new Uint16Array(3 * customers);
  let count = 0;
  for (let i = 0; i < customers; i++) {
    if (random() < 0.15) {
      const wanted = 1 + ranked(3, random);
      let tag = ranked(TAGS.length, random);
      for (let t = 0; t < wanted && tag < TAGS.length; t++) {
        provisional[count++] = tag;
        tag += 1 + Math.floor(random() * 6);
      }
    }
    start[i + 1] = count;
  }
  const { codes, kept } = withoutGaps(provisional.subarray(0, count), { keepZero: false });
  return { values: kept.map((code) => TAGS[code]!), start, codes };
}
