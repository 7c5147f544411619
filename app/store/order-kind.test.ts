import { expect, test } from "vitest";
import { KIND_TAG_PATTERN, orderKind, type OrderKindFacts } from "./order-kind.ts";

const kindOf = (changes: Partial<OrderKindFacts>) =>
  orderKind({
    channel: "direct",
    salesChannel: "web",
    tags: [],
    isFree: false,
    giftCardsOnly: false,
    ...changes,
  });

test.each<[Partial<OrderKindFacts>, string]>([
  [{}, "standard"],
  [{ salesChannel: null, channel: null }, "standard"],
  [{ channel: "subscription" }, "subscription"],
  [{ salesChannel: "amazon-us" }, "marketplace"],
  [{ salesChannel: "eBay" }, "marketplace"],
  // A shop's own app whose name begins like a marketplace's is none.
  [{ salesChannel: "ebayish" }, "standard"],
  [{ tags: ["VIP", " Exchange "] }, "exchange"],
  [{ tags: ["exchange"], giftCardsOnly: true }, "exchange"],
  [{ tags: ["replacement"], isFree: true }, "replacement"],
  // Paid for: a spare part, perhaps.
  [{ tags: ["replacement"] }, "standard"],
  [{ giftCardsOnly: true }, "giftCard"],
  [{ tags: ["B2B"] }, "business"],
  [{ tags: ["Employee order"] }, "staff"],
  // May be an order that staff typed in, or a product's name.
  [{ tags: ["staff", "no exchange"] }, "standard"],
  // Free alone is a present or a voucher: it cannot be told.
  [{ isFree: true }, "standard"],
])("%j is %s", (changes, kind) => expect(kindOf(changes)).toBe(kind));

test("every tag that decides is let through by the pattern of the query", () => {
  const pattern = new RegExp(KIND_TAG_PATTERN);
  const deciding = [
    "exchange",
    "exchange order",
    "replacement",
    "b2b",
    "wholesale",
    "staff order",
    "employee purchase",
  ];
  for (const tag of deciding) expect(tag).toMatch(pattern);
});
