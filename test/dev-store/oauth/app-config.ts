import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { z } from "zod";

const scopeList = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((scope) => scope.trim())
      .filter((scope) => scope !== ""),
  );

const subscription = z
  .object({
    name: z.string().max(50).optional(),
    topics: z.array(z.string()).default([]),
    compliance_topics: z.array(z.string()).default([]),
    uri: z.string(),
    include_fields: z.array(z.string()).optional(),
  })
  .strict();

const file = z.object({
  client_id: z.string(),
  name: z.string().max(30),
  handle: z.string(),
  embedded: z.literal(true),
  access_scopes: z.object({ scopes: scopeList, optional_scopes: z.array(z.string()).default([]) }),
  webhooks: z.object({ api_version: z.string(), subscriptions: z.array(subscription).default([]) }),
});

/** One topic sent to one address, as `[[webhooks.subscriptions]]` declares it. */
export interface WebhookSubscription {
  topic: string;
  /** Relative to the app's address, or absolute. */
  uri: string;
  /** Arrives as `X-Shopify-Name`. */
  name: string | null;
  /** Dotted paths that stay in the body; null keeps the whole body. */
  includeFields: string[] | null;
}

/** What Shopify knows of the app: the part of shopify.app.toml that the dev store acts upon. */
export interface AppConfig {
  name: string;
  handle: string;
  scopes: string[];
  optionalScopes: string[];
  webhookApiVersion: string;
  subscriptions: WebhookSubscription[];
}

/**
 * Parses the text of a shopify.app.toml. A key of a subscription that the dev store does not simulate (a filter, say) is an
 * error, as is the same topic sent twice to one address, which Shopify's own tool refuses.
 */
export function parseAppConfig(toml: string): AppConfig {
  const app = file.parse(parse(toml));
  const subscriptions = app.webhooks.subscriptions.flatMap((entry) =>
    [...entry.topics, ...entry.compliance_topics].map((topic) => ({
      topic,
      uri: entry.uri,
      name: entry.name ?? null,
      includeFields: entry.include_fields ?? null,
    })),
  );
  const seen = new Set<string>();
  for (const { topic, uri } of subscriptions) {
    if (seen.has(`${topic} ${uri}`)) throw new Error(`shopify.app.toml subscribes ${uri} to ${topic} twice.`);
    seen.add(`${topic} ${uri}`);
  }
  return {
    name: app.name,
    handle: app.handle,
    scopes: app.access_scopes.scopes,
    optionalScopes: app.access_scopes.optional_scopes,
    webhookApiVersion: app.webhooks.api_version,
    subscriptions,
  };
}

/** Reads the app configuration of a project: `path` is its shopify.app.toml. */
export function readAppConfig(path: string | URL): AppConfig {
  return parseAppConfig(readFileSync(path, "utf8"));
}
