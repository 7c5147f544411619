import { expect, test } from "vitest";
import { visitOrigins } from "./visit-origin.ts";

test("source and medium are written as analytics tools write them", () => {
  const { sourceMedium } = visitOrigins();
  expect(sourceMedium("google", "cpc")).toBe("google / cpc");
  expect(sourceMedium("direct", null)).toBe("direct / (none)");
  expect(sourceMedium(null, "email")).toBe("(none) / email");
  expect(sourceMedium(null, null)).toBeNull();
  expect(sourceMedium("google", "cpc")).toBe("google / cpc");
});

test("a referrer is a host, a landing page a path", () => {
  const { referrer, landingPage } = visitOrigins();
  expect(referrer("https://WWW.Google.com/search?q=coffee")).toBe("www.google.com");
  expect(referrer("android-app://com.google.android.gm/")).toBe("com.google.android.gm");
  expect(referrer("google.com/search")).toBeNull();
  expect(referrer("about:blank")).toBeNull();
  expect(referrer(null)).toBeNull();
  expect(landingPage("https://shop.example/products/tea?utm_source=x#top")).toBe("/products/tea");
  expect(landingPage("/products/tea?variant=1")).toBe("/products/tea");
  expect(landingPage("https://shop.example")).toBe("/");
  expect(landingPage("https://")).toBeNull();
});

test("a visit's channel is the one it would give its order", () => {
  const { channel } = visitOrigins();
  const visit = { source: null, sourceType: null, medium: null, referrerUrl: null };
  expect(channel("web", visit)).toBe("direct");
  expect(channel("web", { ...visit, medium: "cpc" })).toBe("paidSearch");
  expect(channel(null, { ...visit, referrerUrl: "https://instagram.com" })).toBe("organicSocial");
  expect(channel("web", null)).toBeNull();
  expect(channel("pos", null)).toBe("pos");
  expect(channel("pos", visit)).toBe("pos");
});
