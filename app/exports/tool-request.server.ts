import { setTimeout as sleepFor } from "node:timers/promises";

/**
 * One way to ask an e-mail tool something: a time limit, patience with busy servers, and an answer that is either a body or a
 * closed reason. Keys stand in headers only and are never in an error.
 */
export type ToolFailure = "keyRefused" | "permissionMissing" | "toolUnavailable" | "rejected";

export type ToolAnswer =
  { ok: true; status: number; body: unknown } | { ok: false; reason: ToolFailure; detail: string };

export interface ToolRequest {
  method: "GET" | "POST" | "DELETE" | "PATCH";
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

/** What the transport takes from its surroundings; tests replace it. */
export interface ToolSurroundings {
  fetch: typeof fetch;
  random: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

const surroundings: ToolSurroundings = {
  fetch: (input, init) => fetch(input, init),
  random: () => Math.random(),
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
};

const TIMEOUT_MS = 30_000;
const MAX_TRIES = 6;
const LONGEST_WAIT_MS = 60_000;

/**
 * Sends a request. Tries again, at most six times in all, when the network fails or the tool answers 429 or 5xx; waits as long
 * as `waitOf` reads from the answer, otherwise with full jitter. Only idempotent requests may be sent this way.
 */
export async function askTool(
  request: ToolRequest,
  waitOf: (status: number, headers: Headers, body: string) => number | null,
  around: ToolSurroundings = surroundings,
): Promise<ToolAnswer> {
  let detail = "";
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    let waitMs: number | null = null;
    try {
      const timeout = AbortSignal.timeout(TIMEOUT_MS);
      const response = await around.fetch(request.url, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        redirect: "error",
        signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
      });
      const text = await response.text();
      const final = readAnswer(response.status, text);
      if (final) return final;
      detail = `The tool answered ${response.status}`;
      waitMs = waitOf(response.status, response.headers, text);
    } catch (error) {
      if (request.signal?.aborted) throw error;
      detail = "The tool cannot be reached";
    }
    if (attempt === MAX_TRIES) break;
    await around.sleep(Math.min(LONGEST_WAIT_MS, waitMs ?? around.random() * 500 * 2 ** attempt), request.signal);
  }
  return { ok: false, reason: "toolUnavailable", detail };
}

/** The answer that a status and a body are, or null when it is worth asking again. */
function readAnswer(status: number, text: string): ToolAnswer | null {
  if (status === 429 || status >= 500) return null;
  if (status === 401) return { ok: false, reason: "keyRefused", detail: text.slice(0, 500) };
  if (status === 403) return { ok: false, reason: "permissionMissing", detail: text.slice(0, 500) };
  if (status >= 400) return { ok: false, reason: "rejected", detail: `${status}: ${text.slice(0, 500)}` };
  if (text === "") return { ok: true, status, body: null };
  try {
    return { ok: true, status, body: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, reason: "rejected", detail: "The tool's answer is no JSON" };
  }
}
