import { describe, expect, it } from "vitest";
import { refusal, tokenContradiction } from "./session-refusal.ts";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const token = (claims: object) => `${part({ alg: "HS256" })}.${part(claims)}.signature`;
const of = (shop: string, issuer = shop) => token({ dest: `https://${shop}`, iss: `https://${issuer}/admin` });
const APP = "https://app.example.com";

const asking = (path: string, bearer?: string) =>
  new Request(APP + path, bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } });

describe("tokenContradiction", () => {
  it("lets through what names one shop, and leaves what is no token to the check of the signature", () => {
    expect(tokenContradiction(asking("/app", of("a.myshopify.com")))).toBeNull();
    expect(tokenContradiction(asking("/app?shop=A.myshopify.com", of("a.myshopify.com")))).toBeNull();
    expect(tokenContradiction(asking("/app", "nonsense"))).toBeNull();
    expect(tokenContradiction(asking("/app"))).toBeNull();
  });

  it.each([
    ["a header of another shop than the address names", asking("/app?shop=b.myshopify.com", of("a.myshopify.com"))],
    ["an address with two shops", asking(`/app?shop=b.myshopify.com&id_token=${of("a.myshopify.com")}`)],
    ["a token with two shops", asking("/app", of("a.myshopify.com", "b.myshopify.com"))],
    ["a token of something that is no shop", asking("/app", of("evil.example.com"))],
    ["a token without a shop", asking("/app", token({ sub: "1" }))],
  ])("refuses %s", (_name, request) => {
    expect(tokenContradiction(request)).toMatch(/session token/);
  });
});

it("answers a fetch with one JSON sentence, also where a document would be sent elsewhere", async () => {
  const redirect = new Response(null, { status: 302, headers: { location: "/auth/session-token" } });
  const answer = refusal(asking("/api/freshness"), redirect);
  expect(answer.status).toBe(401);
  expect(answer.headers.get("X-Shopify-Retry-Invalid-Session-Request")).toBe("1");
  expect(await answer.json()).toEqual({ error: expect.stringMatching(/Reload the app/) as string });
  expect(refusal(asking("/app"), redirect)).toBe(redirect);
});
