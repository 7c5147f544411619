import { expect, it } from "vitest";
import { klaviyoWaitMs } from "./klaviyo/klaviyo-client.server.ts";
import { askTool, type ToolRequest } from "./tool-request.server.ts";

const request: ToolRequest = {
  method: "GET",
  url: "http://127.0.0.1:1/",
  headers: { authorization: "Klaviyo-API-Key pk_secret" },
};

function scripted(answers: (Response | Error)[]) {
  const waits: number[] = [];
  const around = {
    fetch: () => {
      const next = answers.shift()!;
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    },
    random: () => 0.5,
    sleep: (ms: number) => Promise.resolve(waits.push(ms)),
  };
  return { around, waits };
}

it("waits as long as the tool asks, in the header or in the text", async () => {
  const { around, waits } = scripted([
    new Response("", { status: 429, headers: { "retry-after": "3" } }),
    new Response('{"errors":[{"detail":"Request was throttled. Expected available in 7 second(s)."}]}', {
      status: 429,
    }),
    new Response('{"data":1}', { status: 200 }),
  ]);
  expect(await askTool(request, klaviyoWaitMs, around)).toEqual({ ok: true, status: 200, body: { data: 1 } });
  expect(waits).toEqual([3_000, 7_000]);
});

it("tries again after network errors and 5xx, and gives up after six tries without naming the key", async () => {
  const { around, waits } = scripted([
    new Error("connect ECONNREFUSED"),
    ...Array.from({ length: 5 }, () => new Response("", { status: 503 })),
  ]);
  const answer = await askTool(request, klaviyoWaitMs, around);
  expect(answer).toMatchObject({ ok: false, reason: "toolUnavailable" });
  expect(JSON.stringify(answer)).not.toContain("pk_secret");
  expect(waits).toHaveLength(5);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
});

it.each([
  [401, "keyRefused"],
  [403, "permissionMissing"],
  [404, "rejected"],
  [400, "rejected"],
])("does not repeat a %d: %s", async (status, reason) => {
  const { around, waits } = scripted([new Response("{}", { status })]);
  expect(await askTool(request, klaviyoWaitMs, around)).toMatchObject({ ok: false, reason });
  expect(waits).toEqual([]);
});
