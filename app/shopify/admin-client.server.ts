import { setTimeout as sleepFor } from "node:timers/promises";
import { z } from "zod";
import { ADMIN_API_VERSION } from "./admin-api.ts";
import { usableToken, type AdminAccess } from "./admin-access.server.ts";
import { adminFetch } from "./admin-fetch.server.ts";
import { afterSpending, backOffMs, paceMs, pointsAt, retryAfterMs, type AdminPriority, type Bucket } from "./pacing.ts";

/** One operation of the Admin API with the shape of its `data`. */
export interface AdminDocument<Variables, Data> {
  name: string;
  text: string;
  data: z.ZodType<Data>;
  /** Only there to carry the type of the variables. */
  variables?: Variables;
}

/**
 * Why there is no answer. `notInstalled`: no usable token. `accessDenied`: a scope or an approval is missing. `throttled` and
 * `unavailable`: worth trying later. `rejected`: Shopify refuses the document or its variables. `unreadable`: the answer has
 * another shape than the document says.
 */
export type AdminFailure = "notInstalled" | "accessDenied" | "throttled" | "unavailable" | "rejected" | "unreadable";

/** A path in the answer, for example `["nodes", 3, "shippingAddress"]`. */
export type AnswerPath = readonly (string | number)[];

export type AdminAnswer<Data> =
  /** `unknown`: paths that Shopify could not or would not answer; what stands there is null and means nothing. */
  { ok: true; data: Data; unknown: AnswerPath[] } | { ok: false; reason: AdminFailure; detail: string };

export interface AdminCall {
  priority?: AdminPriority;
  signal?: AbortSignal;
  maxTries?: number;
}

/** What the client takes from its surroundings; tests replace it. */
export interface AdminSurroundings {
  fetch: typeof fetch;
  nowMs: () => number;
  random: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

const surroundings: AdminSurroundings = {
  fetch: adminFetch,
  nowMs: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
};

const MAX_TRIES = 8;
const TIMEOUT_MS = 60_000;

const errorShape = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional() }).loose().optional(),
});
const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.union([z.array(errorShape), z.string()]).optional(),
  extensions: z
    .object({
      cost: z
        .object({
          requestedQueryCost: z.number(),
          throttleStatus: z.object({
            maximumAvailable: z.number().positive(),
            currentlyAvailable: z.number(),
            restoreRate: z.number().positive(),
          }),
        })
        .loose()
        .optional(),
    })
    .loose()
    .optional(),
});
type Envelope = z.infer<typeof envelope>;

/** Buckets and known costs of this process. A shop has one bucket for all its requests. */
const buckets = new Map<string, Bucket>();
const costs = new Map<string, number>();

type Attempt<Data> = AdminAnswer<Data> | { retryInMs: number; reason: "throttled" | "unavailable"; detail: string };

/**
 * Asks a shop's Admin API and waits as long as it must: for points in the bucket, after THROTTLED (which comes at HTTP 200),
 * 429 and 5xx. A refused token is renewed once. Ends with a closed reason, never with a thrown error, unless `signal` aborts.
 */
export async function adminGraphql<Variables, Data>(
  access: AdminAccess,
  document: AdminDocument<Variables, Data>,
  variables: NoInfer<Variables>,
  call: AdminCall = {},
  around: AdminSurroundings = surroundings,
): Promise<AdminAnswer<Data>> {
  const maxTries = call.maxTries ?? MAX_TRIES;
  let rejectedToken: string | undefined;
  let last: { reason: AdminFailure; detail: string } = { reason: "unavailable", detail: "not tried" };
  for (let attempt = 1; attempt <= maxTries; attempt++) {
    await waitForPoints(access.shopDomain, document.name, call, around);
    let token: string | null;
    try {
      token = await usableToken(access, around.nowMs(), rejectedToken);
    } catch {
      // The token could not be renewed just now; that is worth another try, like any unreachable server.
      last = { reason: "unavailable", detail: "The access token could not be renewed" };
      if (attempt < maxTries) await around.sleep(backOffMs(attempt, around.random()), call.signal);
      continue;
    }
    if (token === null) return { ok: false, reason: "notInstalled", detail: "There is no usable access token" };
    const outcome = await attemptOnce(access.shopDomain, token, document, variables, call.signal, attempt, around);
    if (outcome === "tokenRefused") {
      if (rejectedToken !== undefined) {
        return { ok: false, reason: "notInstalled", detail: "Shopify refuses the access token" };
      }
      rejectedToken = token;
      continue;
    }
    if (!("retryInMs" in outcome)) return outcome;
    last = outcome;
    if (attempt < maxTries) await around.sleep(outcome.retryInMs, call.signal);
  }
  return { ok: false, reason: last.reason, detail: last.detail };
}

async function waitForPoints(
  shop: string,
  document: string,
  call: AdminCall,
  around: AdminSurroundings,
): Promise<void> {
  const cost = costs.get(document) ?? 10;
  for (;;) {
    const bucket = buckets.get(shop);
    if (!bucket) return;
    const waitMs = paceMs(bucket, cost, call.priority ?? "history", around.nowMs());
    if (waitMs === 0) {
      buckets.set(shop, afterSpending(bucket, cost, around.nowMs()));
      return;
    }
    await around.sleep(waitMs, call.signal);
  }
}

async function attemptOnce<Data>(
  shop: string,
  token: string,
  document: AdminDocument<unknown, Data>,
  variables: unknown,
  signal: AbortSignal | undefined,
  attempt: number,
  around: AdminSurroundings,
): Promise<Attempt<Data> | "tokenRefused"> {
  const busy = (detail: string, waitMs: number | null): Attempt<Data> => ({
    retryInMs: waitMs ?? backOffMs(attempt, around.random()),
    reason: "unavailable",
    detail,
  });
  let response: Response;
  let body: string;
  try {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    response = await around.fetch(`https://${shop}/admin/api/${ADMIN_API_VERSION}/graphql.json`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": "Comeback",
        "x-shopify-access-token": token,
      },
      body: JSON.stringify({ query: document.text, variables }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    body = await response.text();
  } catch (error) {
    if (signal?.aborted) throw error;
    return busy("Shopify cannot be reached", null);
  }
  if (response.status === 401) return "tokenRefused";
  if (response.status === 429 || response.status >= 500) {
    const wait = retryAfterMs(response.headers.get("retry-after"), around.nowMs());
    const outcome = busy(`Shopify answered ${response.status}`, wait);
    return response.status === 429 ? ({ ...outcome, reason: "throttled" } as Attempt<Data>) : outcome;
  }
  if (response.status !== 200) {
    const reason =
      response.status === 403
        ? "accessDenied"
        : response.status < 500 && response.status !== 423
          ? "rejected"
          : "unavailable";
    return { ok: false, reason, detail: `Shopify answered ${response.status}: ${body.slice(0, 300)}` };
  }
  let parsed: Envelope;
  try {
    parsed = envelope.parse(JSON.parse(body));
  } catch {
    return { ok: false, reason: "unreadable", detail: "The answer is no GraphQL answer" };
  }
  return readEnvelope(shop, document, parsed, around);
}

function readEnvelope<Data>(
  shop: string,
  document: AdminDocument<unknown, Data>,
  answer: Envelope,
  around: AdminSurroundings,
): Attempt<Data> {
  const cost = answer.extensions?.cost;
  if (cost) {
    const { currentlyAvailable, maximumAvailable, restoreRate } = cost.throttleStatus;
    buckets.set(shop, { available: currentlyAvailable, maximum: maximumAvailable, restoreRate, atMs: around.nowMs() });
    costs.set(document.name, cost.requestedQueryCost);
  }
  const errors = typeof answer.errors === "string" ? [{ message: answer.errors }] : (answer.errors ?? []);
  const codes = errors.map((error) => ("extensions" in error ? error.extensions?.code : undefined));
  const messages = errors
    .map((error) => error.message)
    .join("; ")
    .slice(0, 500);
  if (codes.includes("THROTTLED")) {
    const bucket = buckets.get(shop);
    const missing = bucket && cost ? cost.requestedQueryCost - pointsAt(bucket, around.nowMs()) : 0;
    const refillMs = bucket ? (Math.max(0, missing) / bucket.restoreRate) * 1000 : 0;
    return { retryInMs: Math.ceil(refillMs) + backOffMs(1, around.random()), reason: "throttled", detail: messages };
  }
  const hasData = typeof answer.data === "object" && answer.data !== null;
  const unknown = errors.flatMap((error) => ("path" in error && error.path?.length ? [error.path] : []));
  if (!hasData || unknown.length < errors.length) {
    if (codes.includes("INTERNAL_SERVER_ERROR")) {
      return { retryInMs: backOffMs(2, around.random()), reason: "unavailable", detail: messages };
    }
    const denied = codes.includes("ACCESS_DENIED");
    return { ok: false, reason: denied ? "accessDenied" : "rejected", detail: messages || "The answer holds no data" };
  }
  const data = document.data.safeParse(answer.data);
  if (!data.success) {
    if (codes.includes("ACCESS_DENIED")) return { ok: false, reason: "accessDenied", detail: messages };
    const issue = data.error.issues[0];
    return { ok: false, reason: "unreadable", detail: `${document.name}: ${issue?.path.join(".")} ${issue?.message}` };
  }
  return { ok: true, data: data.data, unknown };
}
