/** The Admin API served for a test, on a free port of 127.0.0.1, with a clock that the test turns. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import express from "express";
import type { ShopData, ShopEvent } from "../model.ts";
import { createAdminApi, type AdminApi } from "./admin-api.ts";
import { noFaults, type AdminFaults } from "./faults.ts";
import { NOW_MS } from "./small-shop.ts";

export const ALL_SCOPES = ["read_orders", "read_all_orders", "read_customers", "read_products"];

/** An answer as loose as a test needs it: what is not there is undefined and fails the assertion. */
interface TestAnswer {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
  data: any;
  errors: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[] | undefined;
  extensions: {
    cost: {
      requestedQueryCost: number;
      actualQueryCost: number | null;
      throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
    };
  };
}

export interface ServedApi {
  origin: string;
  api: AdminApi;
  faults: AdminFaults;
  events: { shop: string; event: ShopEvent }[];
  /** Milliseconds that have passed since NOW_MS. */
  elapse: (ms: number) => void;
  setScopes: (scopes: readonly string[]) => void;
  graphql: (query: string, variables?: Record<string, unknown>, version?: string) => Promise<TestAnswer>;
  /** Starts a bulk operation and answers the payload of the mutation. */
  startBulk: (query: string, groupObjects?: boolean) => Promise<TestAnswer["data"]>;
  /** Polls until the operation has left the given states. */
  bulkAfter: (id: string, states: readonly string[]) => Promise<TestAnswer["data"]>;
  close: () => Promise<void>;
}

export async function serveApi(data: ShopData): Promise<ServedApi> {
  let nowMs = NOW_MS;
  let scopes: readonly string[] = ALL_SCOPES;
  const faults = noFaults();
  faults.bulk.startDelayMs = 0;
  const events: ServedApi["events"] = [];
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { domain } = data.facts;
  const api = createAdminApi({
    shops: new Map([[domain, data]]),
    authenticate: (token) => (token === "good" ? { shop: domain, scopes } : null),
    clock: () => nowMs,
    faults,
    onEvent: (shop, event) => events.push({ shop, event }),
    fileBaseUrl: () => origin,
    app: { clientId: "client", title: "Comeback" },
  });
  server.on("request", express().use(api.router));

  const graphql: ServedApi["graphql"] = async (query, variables = {}, version = "2026-07") => {
    const response = await fetch(`${origin}/${domain}/admin/api/${version}/graphql.json`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Shopify-Access-Token": "good" },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as TestAnswer;
    return { ...body, status: response.status, headers: response.headers };
  };

  const startBulk: ServedApi["startBulk"] = async (query, groupObjects = false) => {
    const { data: payload } = await graphql(
      `
        mutation ($query: String!, $groupObjects: Boolean!) {
          bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) {
            bulkOperation {
              id
              status
            }
            userErrors {
              field
              message
              code
            }
          }
        }
      `,
      { query, groupObjects },
    );
    return payload.bulkOperationRunQuery;
  };

  const bulkAfter: ServedApi["bulkAfter"] = async (id, states) => {
    for (;;) {
      const { data: answer } = await graphql(
        `
          query ($id: ID!) {
            bulkOperation(id: $id) {
              id
              type
              status
              errorCode
              createdAt
              completedAt
              objectCount
              rootObjectCount
              fileSize
              url
              partialDataUrl
              query
            }
          }
        `,
        { id },
      );
      if (!states.includes(answer.bulkOperation.status)) return answer.bulkOperation;
      await wait(10);
    }
  };

  return {
    origin,
    api,
    faults,
    events,
    elapse: (ms) => (nowMs += ms),
    setScopes: (granted) => (scopes = granted),
    graphql,
    startBulk,
    bulkAfter,
    close: async () => {
      await api.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
