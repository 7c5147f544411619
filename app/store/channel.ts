import type { OrderRow, VisitRow } from "./rows.ts";

/**
 * Where an order came from: one code per order, from what Shopify knows about it. A source that is no web shop is a channel
 * of its own under Shopify's name for it; a web order is classed by the first visit of its journey.
 */
type WebChannel =
  | "email"
  | "sms"
  | "paidSearch"
  | "paidSocial"
  | "organicSearch"
  | "organicSocial"
  | "affiliate"
  | "referral"
  | "direct";

const SEARCH = /(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu|yandex|qwant|startpage|naver)\./;
const SOCIAL =
  /(^|\.)(facebook|instagram|tiktok|pinterest|twitter|youtube|linkedin|reddit|snapchat|threads|whatsapp|vk)\.|(^|\.)(x\.com|t\.co|lnkd\.in)$/;
const SOCIAL_SHORT_NAME = /^(x|fb|ig)$/;

/**
 * The channel of an order; null when its journey is not recorded or not ready. First that holds: the sales channel if it is
 * no web shop (`pos`, `draftOrder`, `subscription`, else as named); campaign medium; Shopify's class of the visit; the page
 * the visitor came from; `direct` for a visit that came from nowhere.
 */
export function channelOf(order: Pick<OrderRow, "sourceName" | "firstVisit" | "journeyState">): string | null {
  const source = order.sourceName?.toLowerCase() ?? "web";
  if (source === "shopify_draft_order") return "draftOrder";
  if (source.startsWith("subscription_contract")) return "subscription";
  // Apps that sell through the web shop carry their number as the source; those orders have a journey like any other.
  if (source !== "web" && !/^\d+$/.test(source)) return source.slice(0, 60);
  if (order.journeyState !== "ready" || order.firstVisit === null) return null;
  return visitChannel(order.firstVisit);
}

function visitChannel(visit: VisitRow): WebChannel {
  const medium = visit.medium?.toLowerCase().replace(/[^a-z]/g, "") ?? "";
  const source = visit.source?.toLowerCase() ?? "";
  const from = hostOf(visit.referrerUrl) ?? "";
  const social = SOCIAL.test(from) || SOCIAL.test(`${source}.`) || SOCIAL_SHORT_NAME.test(source);
  if (/^(email|newsletter|mail)/.test(medium)) return "email";
  if (/^(sms|text|whatsapp)/.test(medium)) return "sms";
  if (/^(cpc|ppc|cpm|paid|display|ad|retargeting)/.test(medium)) {
    return social || medium.includes("social") ? "paidSocial" : "paidSearch";
  }
  if (medium.startsWith("affiliate")) return "affiliate";
  if (medium.includes("social")) return "organicSocial";
  if (medium.startsWith("organic")) return "organicSearch";
  if (medium.startsWith("referral")) return "referral";
  return tacticChannel(visit.sourceType, social) ?? refererChannel(from, source, social);
}

/** By Shopify's MarketingTactic. */
function tacticChannel(tactic: string | null, social: boolean): WebChannel | null {
  switch (tactic) {
    case "NEWSLETTER":
    case "ABANDONED_CART":
    case "TRANSACTIONAL":
      return "email";
    case "AD":
    case "RETARGETING":
      return social ? "paidSocial" : "paidSearch";
    case "AFFILIATE":
      return "affiliate";
    case "SEO":
      return "organicSearch";
    case "MESSAGE":
      return "sms";
    case "POST":
      return "organicSocial";
    default:
      return null;
  }
}

function refererChannel(from: string, source: string, social: boolean): WebChannel {
  if (social) return "organicSocial";
  if (SEARCH.test(from) || SEARCH.test(`${source}.`)) return "organicSearch";
  return from === "" && (source === "" || source === "direct") ? "direct" : "referral";
}

/** Host of an address in lower case; null when it is none, empty for addresses without a host. */
export function hostOf(url: string | null): string | null {
  if (url === null) return null;
  try {
    return new URL(url).hostname.toLowerCase();
  } catch {
    return null;
  }
}
