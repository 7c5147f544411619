import { expect, test } from "vitest";
import { channelOf } from "./channel.ts";
import type { VisitRow } from "./rows.ts";

const nothing: VisitRow = {
  occurredAtMs: null,
  source: null,
  sourceType: null,
  medium: null,
  campaign: null,
  referrerUrl: null,
  landingPage: null,
};
const web = (visit: Partial<VisitRow>) =>
  channelOf({ sourceName: "web", journeyState: "ready", firstVisit: { ...nothing, ...visit } });

test.each([
  [{ source: "klaviyo", medium: "email" }, "email"],
  [{ source: "google", medium: "cpc" }, "paidSearch"],
  [{ source: "facebook", medium: "paid_social" }, "paidSocial"],
  [{ source: "instagram", medium: "cpc" }, "paidSocial"],
  [{ medium: "Affiliates" }, "affiliate"],
  [{ sourceType: "NEWSLETTER" }, "email"],
  [{ sourceType: "SEO", referrerUrl: "https://www.google.se/" }, "organicSearch"],
  [{ referrerUrl: "https://duckduckgo.com/" }, "organicSearch"],
  [{ referrerUrl: "https://l.facebook.com/l.php?u=x" }, "organicSocial"],
  [{ source: "Google" }, "organicSearch"],
  [{ referrerUrl: "https://blog.example.com/coffee" }, "referral"],
  [{ source: "direct" }, "direct"],
  [{}, "direct"],
  [{ referrerUrl: "not a url" }, "direct"],
])("a web order's first visit %o is %s", (visit, channel) => {
  expect(web(visit)).toBe(channel);
});

test("what is no web shop is a channel of its own; what is not recorded is not known", () => {
  const none = { journeyState: "none", firstVisit: null } as const;
  expect(channelOf({ sourceName: "pos", ...none })).toBe("pos");
  expect(channelOf({ sourceName: "shopify_draft_order", ...none })).toBe("draftOrder");
  expect(channelOf({ sourceName: "subscription_contract_checkout_one", ...none })).toBe("subscription");
  expect(channelOf({ sourceName: "web", ...none })).toBeNull();
  expect(channelOf({ sourceName: "web", journeyState: "pending", firstVisit: nothing })).toBeNull();
  expect(channelOf({ sourceName: "580111", journeyState: "ready", firstVisit: nothing })).toBe("direct");
});
