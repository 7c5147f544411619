import { createHmac, randomUUID } from "node:crypto";
import pg from "pg";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { mintSessionToken } from "../dev-store/oauth/session-token.ts";
import { BROWSER_USER_AGENT } from "./browser.ts";
import { startStack, type Stack } from "./stack.ts";

const OPEN = "open-store.myshopify.com";
const OTHER = "other-store.myshopify.com";
/** Its owner has never opened the app: nothing may be known of it. */
const UNKNOWN = "unknown-store.myshopify.com";

let stack: Stack;
let owner: pg.Client;
let tables: string[];

beforeAll(async () => {
  const nowMs = Date.now();
  const shops = [OPEN, OTHER, UNKNOWN].map((domain) => generateStore({ stage: "consistent", nowMs, domain }));
  stack = await startStack({ shops });
  await Promise.all([stack.install(OPEN), stack.install(OTHER)]);
  owner = new pg.Client(stack.ownerUrl);
  await owner.connect();
  const found = await owner.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  tables = found.rows.map(({ name }) => name);
});

afterAll(async () => {
  await owner?.end();
  await stack?.stop();
});

/** Every row of every table, as one digest per table. */
async function database(): Promise<Record<string, string>> {
  const parts = tables.map(
    (table) =>
      `SELECT '${table}' AS name, md5(string_agg(row::text, '|' ORDER BY row::text)) AS rows FROM ${table} AS row`,
  );
  const { rows } = await owner.query<{ name: string; rows: string }>(parts.join(" UNION ALL "));
  return Object.fromEntries(rows.map(({ name, rows: digest }) => [name, digest]));
}

const credentials = () => ({ clientId: stack.store.clientId, clientSecret: stack.store.clientSecret });
const tokenOf = (shop: string, changes: Partial<ReturnType<typeof credentials>> = {}, nowMs = Date.now()) =>
  mintSessionToken({ ...credentials(), ...changes }, { shop, userId: "1" }, nowMs);

/** A token that contradicts itself or carries no signature. */
function oddToken(claims: object, alg: "HS256" | "none"): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const all = { aud: stack.store.clientId, sub: "1", nbf: now, iat: now, exp: now + 60, jti: randomUUID(), ...claims };
  if (alg === "none") {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return Promise.resolve(`${part({ alg, typ: "JWT" })}.${part(all)}.`);
  }
  const key = Buffer.from(stack.store.clientSecret, "latin1");
  return new SignJWT(all).setProtectedHeader({ alg, typ: "JWT" }).sign(key);
}

const claimsOf = (shop: string) => ({ iss: `https://${shop}/admin`, dest: `https://${shop}` });

const REFUSED: Record<string, () => Promise<string | null>> = {
  "no token": () => Promise.resolve(null),
  "a word instead of a token": () => Promise.resolve("comeback"),
  "a token signed with another secret": () => tokenOf(OPEN, { clientSecret: "shpss_somebody_elses_secret" }),
  "a token for another app": () => tokenOf(OPEN, { clientId: "another-app" }),
  "an expired token": () => tokenOf(OPEN, {}, Date.now() - 10 * 60_000),
  "a token of the future": () => tokenOf(OPEN, {}, Date.now() + 10 * 60_000),
  "a token without a signature": () => oddToken(claimsOf(OPEN), "none"),
  "a token of two shops": () => oddToken({ ...claimsOf(OPEN), dest: `https://${OTHER}` }, "HS256"),
  "a forged token of an unknown shop": () => tokenOf(UNKNOWN, { clientSecret: "shpss_somebody_elses_secret" }),
};

const PAGES = ["/", "/app", "/app/retention", "/app/segments", "/app/maturity", "/app/exports", "/app/exports/new"];
const DATA = ["/api/freshness", "/api/reports/counts", "/api/reports/nothing", "/api/exports/1/file"];
const NO_DETAILS = /\bat .+\.(js|ts):\d+|node_modules|Error:|postgres:|SELECT /;

interface Asked {
  status: number;
  text: string;
}

async function ask(path: string, options: { bearer?: string | null; method?: string } = {}): Promise<Asked> {
  const headers = new Headers({ "User-Agent": BROWSER_USER_AGENT, Accept: "text/html,application/json" });
  if (options.bearer) headers.set("Authorization", `Bearer ${options.bearer}`);
  const init = { method: options.method ?? "GET", headers, redirect: "manual" } as const;
  const body = options.method === "POST" ? { body: new URLSearchParams({ intent: "disconnectKlaviyo" }) } : {};
  const response = await fetch(new URL(path, stack.store.proxyUrl), { ...init, ...body });
  return { status: response.status, text: await response.text() };
}

/** None of the shops' own numbers or names, and nothing of the inside of the program. */
function expectNothingTold({ text }: Asked): void {
  expect(text).not.toMatch(NO_DETAILS);
  expect(text).not.toMatch(/Northlight|Net sales|"value"|"sync"/);
}

describe.each(Object.keys(REFUSED))("with %s", (name) => {
  it("no data is given and nothing is written", async () => {
    const before = await database();
    const bearer = await REFUSED[name]!();
    for (const path of DATA) {
      const asked = await ask(path, { bearer });
      expect(asked.status, path).toBe(401);
      expect(JSON.parse(asked.text), path).toEqual({ error: expect.any(String) });
      expectNothingTold(asked);
    }
    for (const path of PAGES) {
      const inQuery = new URLSearchParams({
        shop: OPEN,
        embedded: "1",
        host: "YWRtaW4",
        ...(bearer && { id_token: bearer }),
      });
      for (const asked of [await ask(path, { bearer }), await ask(`${path}?${inQuery}`)]) {
        // The library leads documents to the page that fetches a fresh token, or to the login.
        expect([302, 400, 401, 403, 410], path).toContain(asked.status);
        expectNothingTold(asked);
      }
    }
    const posted = await ask("/app/exports", { bearer, method: "POST" });
    expect([302, 400, 401, 403, 410]).toContain(posted.status);
    expect(await database()).toEqual(before);
  });
});

describe("with the token of another shop", () => {
  it("a request that names this one is refused, and nothing is written", async () => {
    const before = await database();
    const bearer = await tokenOf(OTHER);
    for (const path of [...DATA, "/app", "/app/segments"]) {
      const asked = await ask(`${path}?shop=${OPEN}`, { bearer });
      expect(asked.status, path).toBe(401);
      expectNothingTold(asked);
    }
    const posted = await ask(`/app/exports?shop=${OPEN}`, { bearer, method: "POST" });
    expect(posted.status).toBe(401);
    const framed = await ask(`/app?embedded=1&shop=${OPEN}&id_token=${bearer}`);
    expect(framed.status).toBe(401);
    expectNothingTold(framed);
    expect(await database()).toEqual(before);
  });

  it("what belongs to this one cannot be found", async () => {
    const bearer = await tokenOf(OPEN);
    const form = new URLSearchParams({ destination: "csv", segment: "rfm.new", asOf: "2026-01-01" });
    const preview = await (
      await stack.ask("/app/exports/new?segment=rfm.new&_data=routes%2Fapp.exports.new", OPEN)
    ).json();
    form.set("asOf", (preview as { asOf: string }).asOf);
    const started = await fetch(new URL("/app/exports/new?_data=routes%2Fapp.exports.new", stack.store.proxyUrl), {
      method: "POST",
      headers: { "User-Agent": BROWSER_USER_AGENT, Authorization: `Bearer ${bearer}` },
      body: form,
      redirect: "manual",
    });
    const runId = /\/app\/exports\/([^/?]+)/.exec(started.headers.get("x-remix-redirect") ?? "")?.[1];
    expect(runId).toBeDefined();
    const status = () => stack.ask(`/api/exports/${runId}/file`, OPEN).then((file) => file.status);
    // The worker's first export starts its threads.
    await expect.poll(status, { timeout: 30_000 }).toBe(200);
    const file = await stack.ask(`/api/exports/${runId}/file`, OTHER);
    expect(file.status).toBe(404);
    const page = await stack.ask(`/app/exports/${runId}?_data=routes%2Fapp.exports.%24runId`, OTHER);
    expect(page.status).toBe(404);
  });
});

describe("a webhook", () => {
  const body = JSON.stringify({ id: 1, admin_graphql_api_id: "gid://shopify/Order/1" });

  async function deliver(signature: string | null, topic = "orders/create", domain = OPEN): Promise<Asked> {
    const headers = new Headers({
      "Content-Type": "application/json",
      "X-Shopify-Topic": topic,
      "X-Shopify-Shop-Domain": domain,
      "X-Shopify-Webhook-Id": randomUUID(),
    });
    if (signature !== null) headers.set("X-Shopify-Hmac-Sha256", signature);
    const response = await fetch(new URL("/webhooks", stack.store.proxyUrl), { method: "POST", headers, body });
    return { status: response.status, text: await response.text() };
  }
  const signedWith = (secret: string, text = body) => createHmac("sha256", secret).update(text).digest("base64");

  it.each(["orders/create", "app/uninstalled", "shop/redact", "customers/redact"])(
    "%s with a wrong signature is refused and stores nothing",
    async (topic) => {
      const before = await database();
      for (const signature of [
        signedWith("shpss_somebody_elses_secret"),
        signedWith(stack.store.clientSecret, "another body"),
        signedWith(stack.store.clientSecret).toLowerCase(),
        "x",
      ]) {
        const answer = await deliver(signature, topic);
        expect(answer.status).toBe(401);
        expectNothingTold(answer);
      }
      expect((await deliver(null, topic)).status).toBe(400);
      expect(await database()).toEqual(before);
    },
  );

  it("of a shop that has no app is answered and stores nothing", async () => {
    const before = await database();
    expect((await deliver(signedWith(stack.store.clientSecret), "orders/create", UNKNOWN)).status).toBe(200);
    expect(await database()).toEqual(before);
  });
});

describe("a report", () => {
  it.each([
    ["counts?asOf=soon", /^asOf must be a day/],
    ["counts?asOf=2031-02-29", /^asOf must be a day/],
    ["counts?asOf=2999-01-01", /^asOf must not be later than today/],
    ["cohorts?period=fortnight", /^period must be week, month, quarter or year\.$/],
    ["retentionRate?lookBack=90.5", /^lookBack must be a whole number/],
    ["retentionRate?lookBack=9999", /^lookBack must be at most/],
    ["retentionRate?period=quarter&lookBack=60", /^lookBack must not be shorter/],
  ])("%s is answered 400 with a sentence", async (query, sentence) => {
    const response = await stack.ask(`/api/reports/${query}`, OPEN);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(sentence);
  });

  it.each(["nothing", "Counts", "toString", "counts.json"])("%s does not exist", async (name) => {
    const response = await stack.ask(`/api/reports/${name}`, OPEN);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toMatch(NO_DETAILS);
  });
});
