import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AdminAccess, OfflineToken, TokenStore } from "./admin-access.server.ts";
import { adminGraphql, type AdminDocument, type AdminSurroundings } from "./admin-client.server.ts";

const document: AdminDocument<Record<string, never>, { shop: { name: string } | null }> = {
  name: "Name",
  text: "{ shop { name } }",
  data: z.object({ shop: z.object({ name: z.string() }).nullable() }),
};

interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}
const cost = (currentlyAvailable: number, requestedQueryCost = 10) => ({
  cost: {
    requestedQueryCost,
    actualQueryCost: 1,
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 },
  },
});
const throttled = (available: number) => ({
  body: { errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }], extensions: cost(available, 500) },
});
const good: Answer = { body: { data: { shop: { name: "Tea" } }, extensions: cost(1990) } };

let shops = 0;
/** A shop of its own for each test, because buckets belong to shops. */
function scene(answers: Answer[], tokens: Partial<TokenStore> = {}) {
  const requests: { token: string | null }[] = [];
  const sleeps: number[] = [];
  let nowMs = 1_000_000;
  const around: AdminSurroundings = {
    fetch: (_url, init) => {
      requests.push({ token: new Headers(init?.headers).get("x-shopify-access-token") });
      const answer = answers.shift();
      if (!answer) return Promise.reject(new TypeError("fetch failed"));
      return Promise.resolve(
        new Response(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body), {
          status: answer.status ?? 200,
          headers: answer.headers ?? {},
        }),
      );
    },
    nowMs: () => nowMs,
    random: () => 1,
    sleep: (ms) => {
      sleeps.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
  };
  const token: OfflineToken = {
    accessToken: "first",
    expiresAtMs: nowMs + 3_600_000,
    refreshToken: "r",
    refreshTokenExpiresAtMs: nowMs + 1e9,
    scope: "",
  };
  const store: TokenStore = { load: () => Promise.resolve(token), exclusively: () => Promise.resolve(null), ...tokens };
  const access: AdminAccess = { shopDomain: `shop-${++shops}.myshopify.com`, tokens: store };
  const ask = (maxTries?: number) =>
    adminGraphql(access, document, {}, { priority: "change", ...(maxTries ? { maxTries } : {}) }, around);
  return { ask, requests, sleeps, token, access, around };
}

describe("adminGraphql", () => {
  it("answers with parsed data", async () => {
    const { ask, sleeps } = scene([good]);
    expect(await ask()).toEqual({ ok: true, data: { shop: { name: "Tea" } }, unknown: [] });
    expect(sleeps).toEqual([]);
  });

  it("waits on THROTTLED at HTTP 200 until the bucket holds the query, then asks again", async () => {
    const { ask, sleeps, requests } = scene([throttled(100), good]);
    expect(await ask()).toMatchObject({ ok: true });
    expect(requests).toHaveLength(2);
    // 400 points are missing at 100 a second.
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(4_000);
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(7_000);
  });

  it("honours Retry-After in seconds on 429 and 503", async () => {
    const { ask, sleeps } = scene([
      { status: 429, headers: { "retry-after": "2" } },
      { status: 503, headers: { "retry-after": "3" } },
      good,
    ]);
    expect(await ask()).toMatchObject({ ok: true });
    expect(sleeps).toEqual([2_000, 3_000]);
  });

  it("gives up after the stated tries with a closed reason, never spinning", async () => {
    const busy = scene(Array.from({ length: 9 }, () => throttled(0)));
    expect(await busy.ask(3)).toMatchObject({ ok: false, reason: "throttled" });
    expect(busy.requests).toHaveLength(3);
    const away = scene([]);
    expect(await away.ask(4)).toMatchObject({ ok: false, reason: "unavailable" });
    expect(away.sleeps).toEqual([1_000, 2_000, 4_000]);
  });

  it("paces itself before it asks, by what the last answer said", async () => {
    const { access, around, sleeps } = scene([{ body: { data: { shop: null }, extensions: cost(50, 400) } }, good]);
    await adminGraphql(access, document, {}, { priority: "change" }, around);
    await adminGraphql(access, document, {}, { priority: "change" }, around);
    expect(sleeps).toEqual([3_500]);
  });

  it("renews a refused token once, with the new one in the second request", async () => {
    const renewed = {
      accessToken: "second",
      expiresAtMs: 1e15,
      refreshToken: "r2",
      refreshTokenExpiresAtMs: 1e15,
      scope: "",
    };
    const { ask, requests } = scene([{ status: 401, body: {} }, good], { exclusively: () => Promise.resolve(renewed) });
    expect(await ask()).toMatchObject({ ok: true });
    expect(requests.map(({ token }) => token)).toEqual(["first", "second"]);
  });

  it("says notInstalled when there is no token, or none that Shopify takes", async () => {
    expect(await scene([], { load: () => Promise.resolve(null) }).ask()).toMatchObject({ reason: "notInstalled" });
    expect(await scene([{ status: 401, body: {} }]).ask()).toMatchObject({ reason: "notInstalled" });
  });

  it("keeps partial data with the paths that are unknown", async () => {
    const partial = {
      data: { shop: null },
      errors: [{ message: "Access denied", path: ["shop", "name"], extensions: { code: "ACCESS_DENIED" } }],
    };
    expect(await scene([{ body: partial }]).ask()).toEqual({
      ok: true,
      data: { shop: null },
      unknown: [["shop", "name"]],
    });
  });

  it.each([
    [{ status: 403, body: { errors: "[API] Non-expiring access tokens are no longer accepted" } }, "accessDenied"],
    [{ body: { errors: [{ message: "Field 'x' doesn't exist" }] } }, "rejected"],
    [{ body: { errors: [{ message: "Query cost is 2000", extensions: { code: "MAX_COST_EXCEEDED" } }] } }, "rejected"],
    [{ body: { data: { shop: { name: 5 } } } }, "unreadable"],
    [{ body: "<html>" }, "unreadable"],
    [{ status: 404, body: "Not found" }, "rejected"],
  ])("ends at once with a closed reason: %j", async (answer, reason) => {
    const { ask, requests } = scene([answer as Answer]);
    expect(await ask()).toMatchObject({ ok: false, reason });
    expect(requests).toHaveLength(1);
  });
});
