/**
 * A stand-in for Klaviyo on loopback. Every request is held against Klaviyo's own OpenAPI contract (a violation is answered
 * 400 and remembered), and a small state behind it answers as the real service does: lists, import jobs that take a moment,
 * refused rows, members, bad keys and throttling.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { OpenAPIBackend, type Document, type Request } from "openapi-backend";

interface FakeJob {
  id: string;
  listId: string | null;
  accepted: string[];
  errors: { email: string; detail: string }[];
  polls: number;
}

export interface FakeKlaviyo {
  url: string;
  /** The one key that works. */
  apiKey: string;
  /** Members per list id: address → profile. */
  lists: Map<string, { name: string; members: Map<string, { id: string; properties: Record<string, unknown> }> }>;
  /** Requests that broke the contract, each with the reasons. */
  violations: string[];
  /** Calls by "METHOD path pattern". */
  calls: Map<string, number>;
  /** Addresses the service refuses. */
  refuse: Set<string>;
  /** The next n requests are answered 429. */
  throttleNext: number;
  /** How often a job must be asked for before it is complete. */
  pollsUntilComplete: number;
  stop(): Promise<void>;
}

const MEDIA_TYPE = "application/vnd.api+json";

/** Starts the stand-in with the contract in `contractFile`. */
export async function startFakeKlaviyo(contractFile: string): Promise<FakeKlaviyo> {
  // The validator only looks at bodies of type application/json; JSON:API's own type would pass unseen.
  const contract = readFileSync(contractFile, "utf8").replaceAll(`"${MEDIA_TYPE}"`, '"application/json"');
  const definition = JSON.parse(contract) as Document;
  const api = new OpenAPIBackend({ definition, quick: true, ajvOpts: { strict: false } });
  await api.init();

  const jobs = new Map<string, FakeJob>();
  const profileIds = new Map<string, string>();
  let nextId = 1;
  const newId = (kind: string) => `${kind}${String(nextId++).padStart(6, "0")}`;
  const self = (path: string) => ({ links: { self: `${fake.url}${path}` } });

  const fake: FakeKlaviyo = {
    url: "",
    apiKey: "pk_fake_0123456789",
    lists: new Map(),
    violations: [],
    calls: new Map(),
    refuse: new Set(),
    throttleNext: 0,
    pollsUntilComplete: 2,
    stop: () => new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  };

  const listNode = (id: string) => ({
    type: "list",
    id,
    attributes: {
      name: fake.lists.get(id)!.name,
      created: "2026-01-01T00:00:00Z",
      updated: "2026-01-01T00:00:00Z",
      opt_in_process: "single_opt_in",
    },
    ...self(`/api/lists/${id}`),
  });
  const jobNode = (job: FakeJob) => ({
    type: "profile-bulk-import-job",
    id: job.id,
    attributes: {
      status: job.polls >= fake.pollsUntilComplete ? "complete" : "processing",
      created_at: "2026-01-01T00:00:00Z",
      total_count: job.accepted.length + job.errors.length,
      completed_count: job.accepted.length,
      failed_count: job.errors.length,
    },
    ...self(`/api/profile-bulk-import-jobs/${job.id}`),
  });

  /** One page of rows; the cursor is the index of the next row. */
  function paged<T>(request: Request, path: string, rows: T[]): { data: T[]; links: Record<string, string> } {
    const query = request.query as Query;
    const size = Number(query["page[size]"] ?? 20);
    const from = Number(query["page[cursor]"] ?? 0);
    const next =
      from + size < rows.length ? `${fake.url}${path}?page%5Bsize%5D=${size}&page%5Bcursor%5D=${from + size}` : null;
    return { data: rows.slice(from, from + size), links: { self: `${fake.url}${path}`, ...(next ? { next } : {}) } };
  }

  type Body = { data: { attributes: Record<string, unknown>; relationships?: { lists?: { data: { id: string }[] } } } };
  type Answer = [status: number, body?: unknown];
  const routes: Record<string, (request: Request, params: Record<string, string>) => Answer> = {
    "GET /api/accounts": () => [
      200,
      {
        data: [
          {
            type: "account",
            id: "ACC001",
            attributes: {
              test_account: false,
              contact_information: {
                default_sender_name: "Bean Street",
                default_sender_email: "hello@example.com",
                organization_name: "Bean Street",
              },
              timezone: "UTC",
              public_api_key: "ACC001",
            },
            ...self("/api/accounts/ACC001"),
          },
        ],
        ...self("/api/accounts"),
      },
    ],
    "GET /api/lists": (request) => {
      const filter = String((request.query as Query).filter ?? "");
      const name = /^equals\(name,"(.*)"\)$/.exec(filter)?.[1]?.replaceAll('\\"', '"');
      const found = [...fake.lists]
        .filter(([, list]) => name === undefined || list.name === name)
        .map(([id]) => listNode(id));
      return [200, paged(request, "/api/lists", found)];
    },
    "POST /api/lists": (request) => {
      const id = newId("LIST");
      fake.lists.set(id, { name: String((request.body as Body).data.attributes.name), members: new Map() });
      return [201, { data: listNode(id), ...self(`/api/lists/${id}`) }];
    },
    "GET /api/lists/{id}": (_, { id }) =>
      fake.lists.has(id!)
        ? [200, { data: listNode(id!), ...self(`/api/lists/${id}`) }]
        : [404, errorBody(404, "not_found", "A list with this id does not exist.")],
    "DELETE /api/lists/{id}/relationships/profiles": (request, { id }) => {
      const gone = new Set((request.body as { data: { id: string }[] }).data.map((profile) => profile.id));
      const members = fake.lists.get(id!)!.members;
      for (const [email, profile] of members) if (gone.has(profile.id)) members.delete(email);
      return [204];
    },
    "POST /api/profile-bulk-import-jobs": (request) => {
      const { attributes, relationships } = (request.body as Body).data;
      const rows = (
        attributes.profiles as { data: { attributes: { email: string; properties?: Record<string, unknown> } }[] }
      ).data;
      const listId = relationships?.lists?.data[0]?.id ?? null;
      const job: FakeJob = { id: newId("JOB"), listId, accepted: [], errors: [], polls: 0 };
      for (const row of rows) {
        const email = row.attributes.email.toLowerCase();
        if (fake.refuse.has(email)) {
          job.errors.push({ email, detail: "The email address is suppressed." });
          continue;
        }
        if (!profileIds.has(email)) profileIds.set(email, newId("PROFILE"));
        job.accepted.push(email);
        if (listId)
          fake.lists
            .get(listId)!
            .members.set(email, { id: profileIds.get(email)!, properties: row.attributes.properties ?? {} });
      }
      jobs.set(job.id, job);
      return [202, { data: jobNode(job), ...self(`/api/profile-bulk-import-jobs/${job.id}`) }];
    },
    "GET /api/profile-bulk-import-jobs/{job_id}": (_, params) => {
      const job = jobs.get(params.job_id!);
      if (!job) return [404, errorBody(404, "not_found", "A job with this id does not exist.")];
      job.polls++;
      return [200, { data: jobNode(job), ...self(`/api/profile-bulk-import-jobs/${job.id}`) }];
    },
    "GET /api/profile-bulk-import-jobs/{id}/import-errors": (request, { id }) => {
      const rows = jobs.get(id!)!.errors.map(({ email, detail }, index) => ({
        type: "import-error",
        id: `${id}-${index}`,
        attributes: {
          code: "invalid",
          title: "Invalid input",
          detail,
          source: { pointer: `/data/${index}/attributes/email` },
          original_payload: { email },
        },
        ...self(`/api/profile-bulk-import-jobs/${id}/import-errors`),
      }));
      return [200, paged(request, `/api/profile-bulk-import-jobs/${id}/import-errors`, rows)];
    },
    "GET /api/profile-bulk-import-jobs/{id}/profiles": (request, { id }) => {
      const rows = jobs.get(id!)!.accepted.map((email) => ({
        type: "profile",
        id: profileIds.get(email)!,
        attributes: { email },
        ...self(`/api/profiles/${profileIds.get(email)!}`),
      }));
      return [200, paged(request, `/api/profile-bulk-import-jobs/${id}/profiles`, rows)];
    },
  };

  async function answer(incoming: IncomingMessage): Promise<Answer> {
    const url = new URL(incoming.url ?? "/", fake.url);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const request: Request = {
      method: incoming.method ?? "GET",
      path: url.pathname,
      query: queryOf(url),
      headers: incoming.headers as Record<string, string>,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
    };
    const operation = api.router.matchOperation(request, false);
    if (!operation) return violation(`${request.method} ${request.path} is not in the contract`);
    const name = `${operation.method.toUpperCase()} ${operation.path}`;
    fake.calls.set(name, (fake.calls.get(name) ?? 0) + 1);
    if (incoming.headers.authorization !== `Klaviyo-API-Key ${fake.apiKey}`) {
      return [401, errorBody(401, "not_authenticated", "Authentication credentials were not provided.")];
    }
    if (fake.throttleNext > 0) {
      fake.throttleNext--;
      return [429, errorBody(429, "throttled", "Request was throttled. Expected available in 0 second(s).")];
    }
    if (request.body !== undefined && incoming.headers["content-type"] !== MEDIA_TYPE) {
      return violation(`${name}: content-type ${incoming.headers["content-type"]}`);
    }
    const headers = { ...request.headers, "content-type": "application/json" };
    const result = api.validator.validateRequest({ ...request, headers }, operation);
    if (!result.valid) return violation(`${name}: ${JSON.stringify(result.errors)}`);
    const handler = routes[name];
    if (!handler) return violation(`${name} is in the contract, but an export has no business calling it`);
    return handler(request, api.router.parseRequest(request, operation).params as Record<string, string>);
  }

  function violation(reason: string): Answer {
    fake.violations.push(reason);
    return [400, errorBody(400, "invalid", reason)];
  }

  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    answer(incoming).then(
      ([status, body]) => {
        outgoing.writeHead(status, { "content-type": MEDIA_TYPE });
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      },
      (error: unknown) => {
        fake.violations.push(String(error));
        outgoing.writeHead(500).end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

type Query = Record<string, string | string[]>;

/** Query parameters under the contract's flat names (`page[size]`), with the contract's types. */
function queryOf(url: URL): Query {
  return Object.fromEntries(
    [...url.searchParams].map(([name, value]) => {
      if (name === "page[size]") return [name, Number(value) as unknown as string];
      return [name, name.startsWith("fields[") ? value.split(",") : value];
    }),
  );
}

function errorBody(status: number, code: string, detail: string) {
  return { errors: [{ id: "e-1", status, code, title: code, detail, source: { pointer: "/data" } }] };
}
