import type { Journey, ShopData, Visit } from "../model.ts";
import { pick, takeId } from "./scene.ts";

/** Where buyers come from: how often a first and a later order begins there, and what Shopify records of the visit. */
export interface Channel {
  name: string;
  firstOrderWeight: number;
  laterOrderWeight: number;
  source: string;
  sourceType: string | null;
  referrerUrl: string | null;
  utm: { source: string; medium: string; campaigns: readonly string[] } | null;
}

export const CHANNELS: readonly Channel[] = [
  channel("google organic", 22, 12, "Google", "SEO", "https://www.google.com/", null),
  channel("google ads", 18, 6, "Google", "AD", "https://www.google.com/", [
    "google",
    "cpc",
    ["brand", "espresso-beans", "grinders"],
  ]),
  channel("instagram ads", 20, 5, "Instagram", "AD", "https://l.instagram.com/", [
    "instagram",
    "paid_social",
    ["spring-launch", "lookalike-2"],
  ]),
  channel("facebook ads", 10, 4, "Facebook", "AD", "https://l.facebook.com/", [
    "facebook",
    "paid_social",
    ["retargeting", "gift-guide"],
  ]),
  channel("tiktok", 6, 1, "TikTok", "POST", "https://www.tiktok.com/", ["tiktok", "social", ["latte-art"]]),
  channel("newsletter", 3, 34, "Email", "NEWSLETTER", null, [
    "klaviyo",
    "email",
    ["weekly-roast", "winback", "new-harvest"],
  ]),
  channel("abandoned cart", 2, 6, "Email", "ABANDONED_CART", null, ["shopify_email", "email", ["abandoned-cart"]]),
  channel("referral", 5, 4, "brewjournal.example.org", "LINK", "https://brewjournal.example.org/best-beans", null),
  channel("direct", 11, 26, "direct", null, null, null),
  channel("unknown", 3, 2, "unknown", null, null, null),
];

function channel(
  name: string,
  firstOrderWeight: number,
  laterOrderWeight: number,
  source: string,
  sourceType: string | null,
  referrerUrl: string | null,
  utm: readonly [string, string, readonly string[]] | null,
): Channel {
  return {
    name,
    firstOrderWeight,
    laterOrderWeight,
    source,
    sourceType,
    referrerUrl,
    utm: utm && { source: utm[0], medium: utm[1], campaigns: utm[2] },
  };
}

const LANDING_PAGES = [
  "/",
  "/collections/coffee",
  "/collections/brewing",
  "/products/house-espresso",
  "/blogs/journal/dialling-in",
];

/** A channel by dice, weighted for a first or a later order. */
export function pickChannel(isFirstOrder: boolean, random: () => number): Channel {
  const weight = (entry: Channel) => (isFirstOrder ? entry.firstOrderWeight : entry.laterOrderWeight);
  let left = random() * CHANNELS.reduce((sum, entry) => sum + weight(entry), 0);
  for (const entry of CHANNELS) {
    left -= weight(entry);
    if (left < 0) return entry;
  }
  return CHANNELS[0]!;
}

/**
 * The journey of an order placed at `atMs` through a channel. Shopify works journeys out after the order: most are ready
 * within seconds, a few only after a day or more.
 */
export function inventJourney(shop: ShopData, from: Channel, atMs: number, random: () => number): Journey {
  const at = Math.floor(atMs / 1000) * 1000;
  const readyAtMs =
    at + 1000 * (random() < 0.97 ? 5 + Math.floor(random() * 55) : 86_400 + Math.floor(random() * 86_400));
  const lastVisit = visit(shop, from, at - 1000 * (120 + Math.floor(random() * 3000)), random);
  if (random() < 0.55) return { readyAtMs, firstVisit: lastVisit, lastVisit };
  const daysBefore = 1 + Math.floor(random() * random() * 28);
  return {
    readyAtMs,
    firstVisit: visit(shop, pickChannel(true, random), lastVisit.occurredAtMs - daysBefore * 86_400_000, random),
    lastVisit,
  };
}

function visit(shop: ShopData, from: Channel, occurredAtMs: number, random: () => number): Visit {
  const entries = entriesOf(shop.facts.domain, from);
  return {
    id: takeId(shop),
    occurredAtMs,
    source: from.source,
    sourceType: from.sourceType,
    referrerUrl: from.referrerUrl,
    ...pick(entries, random),
  };
}

type Entry = Pick<Visit, "landingPage" | "utm">;
const entriesByDomain = new Map<string, Map<Channel, Entry[]>>();

/** Every way into the shop through a channel. The few values are shared: a store has hundreds of thousands of visits. */
function entriesOf(domain: string, from: Channel): Entry[] {
  let byChannel = entriesByDomain.get(domain);
  if (!byChannel) entriesByDomain.set(domain, (byChannel = new Map<Channel, Entry[]>()));
  let entries = byChannel.get(from);
  if (!entries) {
    const campaigns = from.utm?.campaigns ?? [null];
    entries = campaigns.flatMap((campaign) => {
      const utm = from.utm && { source: from.utm.source, medium: from.utm.medium, campaign, content: null, term: null };
      const query = utm ? `?utm_source=${utm.source}&utm_medium=${utm.medium}&utm_campaign=${utm.campaign ?? ""}` : "";
      return LANDING_PAGES.map((page) => ({ landingPage: `https://${domain}${page}${query}`, utm }));
    });
    byChannel.set(from, entries);
  }
  return entries;
}
