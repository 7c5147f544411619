import { z } from "zod";
import { env } from "../../platform/env.server.ts";
import { askTool, type ToolAnswer, type ToolFailure, type ToolRequest } from "../tool-request.server.ts";

/**
 * The calls of Klaviyo's API that an export needs, revision 2026-07-15. None of them changes anybody's consent: subscribe and
 * unsubscribe jobs are deliberately absent.
 */
const REVISION = "2026-07-15";
const MEDIA_TYPE = "application/vnd.api+json";
const PAGE_SIZE = 100;

/** Limits of one import job: Klaviyo takes 10 000 profiles and 5 MB; we stay below. */
export const IMPORT_LIMITS = { maxItems: 10_000, maxBytes: 4_500_000 };
/** Members that one call may take off a list. */
export const REMOVAL_LIMIT = 1_000;

export type KlaviyoResult<T> = { ok: true; value: T } | { ok: false; reason: ToolFailure; detail: string };

export interface KlaviyoProfile {
  email: string;
  first_name?: string;
  properties: Record<string, string | number | boolean | null>;
}

export interface ImportJob {
  id: string;
  state: "queued" | "processing" | "complete" | "cancelled";
  failed: number;
}

/** A row that Klaviyo refused. `email` is taken from the payload it gives back; null when that cannot be read. */
export interface ImportError {
  email: string | null;
  detail: string;
}

const page = { links: z.object({ next: z.string().nullish() }).nullish() };
const accounts = z.object({
  data: z
    .array(
      z.object({
        id: z.string(),
        attributes: z.object({
          contact_information: z.object({ organization_name: z.string().nullish() }).nullish(),
        }),
      }),
    )
    .min(1),
});
const listNode = z.object({ id: z.string(), attributes: z.object({ name: z.string().nullish() }).nullish() });
const lists = z.object({ data: z.array(listNode) });
const list = z.object({ data: listNode });
const job = z.object({
  data: z.object({
    id: z.string(),
    attributes: z.object({
      status: z.enum(["queued", "processing", "complete", "cancelled"]),
      failed_count: z.number().nullish(),
    }),
  }),
});
const importErrors = z.object({
  data: z.array(
    z.object({
      attributes: z.object({ title: z.string(), detail: z.string(), original_payload: z.unknown().optional() }),
    }),
  ),
  ...page,
});
const profiles = z.object({
  data: z.array(z.object({ id: z.string(), attributes: z.object({ email: z.string().nullish() }).nullish() })),
  ...page,
});

/** Klaviyo with one account's private key. */
export function klaviyo(apiKey: string, signal?: AbortSignal) {
  const origin = env().KLAVIYO_API_URL;

  async function ask<T>(
    method: ToolRequest["method"],
    pathOrUrl: string,
    shape: z.ZodType<T>,
    body?: unknown,
  ): Promise<KlaviyoResult<T>> {
    const url = new URL(pathOrUrl, origin);
    // A cursor is an address that the answer names: never follow it to another host, it would get the key.
    if (url.origin !== new URL(origin).origin) return refused("The next page lies on another host");
    const answer: ToolAnswer = await askTool(
      {
        method,
        url: url.href,
        headers: {
          authorization: `Klaviyo-API-Key ${apiKey}`,
          revision: REVISION,
          accept: MEDIA_TYPE,
          ...(body === undefined ? {} : { "content-type": MEDIA_TYPE }),
        },
        ...(body === undefined ? {} : { body }),
        ...(signal ? { signal } : {}),
      },
      klaviyoWaitMs,
    );
    if (!answer.ok) return answer;
    const parsed = shape.safeParse(answer.body);
    return parsed.success ? { ok: true, value: parsed.data } : refused("The answer has an unknown shape");
  }

  async function pages<T extends { data: unknown[]; links?: { next?: string | null | undefined } | null | undefined }>(
    path: string,
    shape: z.ZodType<T>,
  ): Promise<KlaviyoResult<T["data"]>> {
    const all: T["data"] = [];
    for (let next: string | null = path; next;) {
      const answer: KlaviyoResult<T> = await ask("GET", next, shape);
      if (!answer.ok) return answer;
      all.push(...answer.value.data);
      next = answer.value.links?.next ?? null;
    }
    return { ok: true, value: all };
  }

  return {
    /** The account's id and name: proves that the key works. */
    async account(): Promise<KlaviyoResult<{ id: string; name: string }>> {
      const answer = await ask("GET", "/api/accounts", accounts);
      if (!answer.ok) return answer;
      const account = answer.value.data[0]!;
      return {
        ok: true,
        value: { id: account.id, name: account.attributes.contact_information?.organization_name ?? account.id },
      };
    },

    /** The list of that name, made if there is none. Klaviyo allows 150 new lists a day, so callers keep the id. */
    async findOrCreateList(name: string): Promise<KlaviyoResult<string>> {
      const filter = encodeURIComponent(`equals(name,"${name.replaceAll('"', '\\"')}")`);
      const found = await ask("GET", `/api/lists?filter=${filter}&page%5Bsize%5D=10`, lists);
      if (!found.ok) return found;
      const same = found.value.data.find((entry) => entry.attributes?.name === name);
      if (same) return { ok: true, value: same.id };
      const made = await ask("POST", "/api/lists", list, { data: { type: "list", attributes: { name } } });
      return made.ok ? { ok: true, value: made.value.data.id } : made;
    },

    /** True when the list still exists. */
    async hasList(listId: string): Promise<KlaviyoResult<boolean>> {
      const answer = await ask("GET", `/api/lists/${encodeURIComponent(listId)}`, list);
      if (answer.ok) return { ok: true, value: true };
      return answer.reason === "rejected" && answer.detail.startsWith("404") ? { ok: true, value: false } : answer;
    },

    /** Starts a job that writes profiles and puts them on a list. Consent stays as it is. Answers the job's id. */
    async importProfiles(listId: string, rows: readonly KlaviyoProfile[]): Promise<KlaviyoResult<string>> {
      const answer = await ask("POST", "/api/profile-bulk-import-jobs", job, {
        data: {
          type: "profile-bulk-import-job",
          attributes: { profiles: { data: rows.map((attributes) => ({ type: "profile", attributes })) } },
          relationships: { lists: { data: [{ type: "list", id: listId }] } },
        },
      });
      return answer.ok ? { ok: true, value: answer.value.data.id } : answer;
    },

    /** Where an import job stands. */
    async importJob(jobId: string): Promise<KlaviyoResult<ImportJob>> {
      const answer = await ask("GET", `/api/profile-bulk-import-jobs/${encodeURIComponent(jobId)}`, job);
      if (!answer.ok) return answer;
      const { id, attributes } = answer.value.data;
      return { ok: true, value: { id, state: attributes.status, failed: attributes.failed_count ?? 0 } };
    },

    /** The rows a job refused. */
    async importErrors(jobId: string): Promise<KlaviyoResult<ImportError[]>> {
      const path = `/api/profile-bulk-import-jobs/${encodeURIComponent(jobId)}/import-errors?page%5Bsize%5D=${PAGE_SIZE}`;
      const answer = await pages(path, importErrors);
      if (!answer.ok) return answer;
      return {
        ok: true,
        value: answer.value.map(({ attributes }) => ({
          email: emailIn(attributes.original_payload),
          detail: `${attributes.title}: ${attributes.detail}`.slice(0, 500),
        })),
      };
    },

    /** Klaviyo's ids of the profiles a job wrote, by lower-case address. */
    async importedProfiles(jobId: string): Promise<KlaviyoResult<Map<string, string>>> {
      const path = `/api/profile-bulk-import-jobs/${encodeURIComponent(jobId)}/profiles?page%5Bsize%5D=${PAGE_SIZE}&fields%5Bprofile%5D=email`;
      const answer = await pages(path, profiles);
      if (!answer.ok) return answer;
      const ids = new Map<string, string>();
      for (const profile of answer.value) {
        if (profile.attributes?.email) ids.set(profile.attributes.email.toLowerCase(), profile.id);
      }
      return { ok: true, value: ids };
    },

    /** Takes profiles (at most 1 000) off a list; their consent stays as it is. */
    async removeFromList(listId: string, profileIds: readonly string[]): Promise<KlaviyoResult<null>> {
      const answer = await ask(
        "DELETE",
        `/api/lists/${encodeURIComponent(listId)}/relationships/profiles`,
        z.unknown(),
        { data: profileIds.map((id) => ({ type: "profile", id })) },
      );
      return answer.ok ? { ok: true, value: null } : answer;
    },
  };
}

export type Klaviyo = ReturnType<typeof klaviyo>;

/**
 * How long Klaviyo asks to wait, in milliseconds: Retry-After in seconds if it is there, else the number in
 * "Expected available in N second(s)" of the body; null when it says nothing.
 */
export function klaviyoWaitMs(status: number, headers: Headers, body: string): number | null {
  if (status !== 429) return null;
  const header = Number(headers.get("retry-after") ?? NaN);
  if (Number.isFinite(header) && header >= 0) return header * 1000;
  const seconds = /available in (\d+(?:\.\d+)?) second/i.exec(body)?.[1];
  return seconds ? Number(seconds) * 1000 : null;
}

function refused(detail: string): { ok: false; reason: ToolFailure; detail: string } {
  return { ok: false, reason: "rejected", detail };
}

const payloadWithEmail = z.union([
  z.object({ email: z.string() }),
  z.object({ attributes: z.object({ email: z.string() }) }).transform((payload) => payload.attributes),
]);

function emailIn(payload: unknown): string | null {
  const parsed = payloadWithEmail.safeParse(payload);
  return parsed.success ? parsed.data.email.toLowerCase() : null;
}
