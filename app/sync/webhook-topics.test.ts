import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { sharedFile } from "../../test/setup/shared.ts";
import { actionOf, hintedRecords, parsePayload, WEBHOOK_TOPICS } from "./webhook-topics.ts";

interface Subscription {
  topics?: string[];
  compliance_topics?: string[];
  include_fields?: string[];
}
const root = new URL("../../", import.meta.url);
const toml = parse(readFileSync(new URL("shopify.app.toml", root), "utf8")) as unknown as {
  webhooks: { subscriptions: Subscription[] };
};
const subscriptions = toml.webhooks.subscriptions.flatMap(({ topics = [], compliance_topics = [], include_fields }) =>
  [...topics, ...compliance_topics].map((topic) => ({ topic, includeFields: include_fields ?? null })),
);

/** What is left of a payload when only the subscribed fields are sent. */
function included(payload: Record<string, unknown>, fields: string[] | null): Record<string, unknown> {
  if (fields === null) return payload;
  const result: Record<string, Record<string, unknown>> = {};
  for (const field of fields) {
    const [first, second] = field.split(".") as [string, string?];
    const value = payload[first] as Record<string, unknown>;
    if (second === undefined) result[first] = value;
    else result[first] = { ...result[first], [second]: value[second] };
  }
  return result;
}

it("understands exactly the topics that shopify.app.toml subscribes to", () => {
  expect([...WEBHOOK_TOPICS].sort()).toEqual(subscriptions.map(({ topic }) => topic).sort());
});

const examples = sharedFile("shopify/webhooks-2026-07.json.gz");

describe.skipIf(examples === null)(
  "Shopify's own example payloads (../shared/shopify/webhooks-2026-07.json.gz)",
  () => {
    const text = examples !== null ? gunzipSync(readFileSync(examples)).toString("utf8") : "{}";
    const { topics = {} } = parsePayload(text) as { topics?: Record<string, { example: Record<string, unknown> }> };

    /** Read by eye from the examples, whose plain numbers were rounded by whoever collected them; global ids were not. */
    const expected: Record<string, [string, string][]> = {
      "orders/create": [["order", "820982911946154508"]],
      "orders/delete": [["order", "820982911946154500"]],
      "orders/edited": [["order", "820982911946154500"]],
      "refunds/create": [["order", "820982911946154500"]],
      "customers_email_marketing_consent/update": [["customer", "706405506930370000"]],
      "customers/merge": [
        ["customer", "1"],
        ["customer", "2"],
      ],
      "customers/data_request": [
        ["customer", "191167"],
        ["dataRequest", "9999"],
      ],
      "bulk_operations/finish": [["bulkOperation", "147595010"]],
    };

    it.each(subscriptions)(
      "$topic names its records, also with the subscribed fields alone",
      ({ topic, includeFields }) => {
        const example = topics[topic]?.example;
        expect(example, `an example of ${topic}`).toBeDefined();
        // `parsePayload` read the file, so the examples' ids beyond 2^53 are exact.
        const whole = hintedRecords(topic, example);
        expect(whole).not.toBeNull();
        expect(hintedRecords(topic, included(example!, includeFields))).toEqual(whole);
        if (expected[topic]) expect(whole!.map(({ kind, id }) => [kind, id])).toEqual(expected[topic]);
      },
    );
  },
);

describe("hintedRecords", () => {
  it("prefers the global id, because plain numbers may have been rounded", () => {
    const payload = { id: 820982911946154500, admin_graphql_api_id: "gid://shopify/Order/820982911946154508" };
    expect(hintedRecords("orders/updated", payload)).toEqual([{ kind: "order", id: "820982911946154508" }]);
  });

  it("takes the order of a refund, an edit and a deletion from where those topics keep it", () => {
    expect(
      hintedRecords("refunds/create", { id: 1, admin_graphql_api_id: "gid://shopify/Refund/1", order_id: 7 }),
    ).toEqual([{ kind: "order", id: "7" }]);
    expect(hintedRecords("orders/edited", { order_edit: { id: 3, order_id: 7 } })).toEqual([
      { kind: "order", id: "7" },
    ]);
    expect(hintedRecords("orders/delete", parsePayload('{"id":820982911946154508}'))).toEqual([
      { kind: "order", id: "820982911946154508" },
    ]);
  });

  it("names both customers of a merge, the kept one first", () => {
    const payload = {
      admin_graphql_api_customer_kept_id: "gid://shopify/Customer/2",
      admin_graphql_api_customer_deleted_id: "gid://shopify/Customer/1",
    };
    expect(hintedRecords("customers/merge", payload)?.map(({ id }) => id)).toEqual(["2", "1"]);
  });

  it("knows no other topic and no payload without ids", () => {
    expect(actionOf("carts/create")).toBeNull();
    expect(hintedRecords("carts/create", { id: 1 })).toBeNull();
    expect(hintedRecords("orders/updated", {})).toBeNull();
    expect(hintedRecords("orders/updated", { id: -5 })).toBeNull();
    expect(hintedRecords("orders/updated", { id: 1.5 })).toBeNull();
    expect(hintedRecords("orders/updated", parsePayload('{"__proto__":{"id":5}}'))).toBeNull();
  });

  it("never throws on any payload", () => {
    fc.assert(
      fc.property(fc.constantFrom(...WEBHOOK_TOPICS, "x"), fc.jsonValue(), (topic, payload) => {
        const records = hintedRecords(topic, payload);
        for (const { id } of records ?? []) expect(id).toMatch(/^[1-9]\d*$/);
      }),
    );
  });
});

it("reads JSON with ids beyond 2^53 unrounded and leaves other numbers alone", () => {
  expect(parsePayload('{"id":9007199254740993,"n":5,"x":1.5,"list":[9223372036854775807]}')).toEqual({
    id: "9007199254740993",
    n: 5,
    x: 1.5,
    list: ["9223372036854775807"],
  });
});
