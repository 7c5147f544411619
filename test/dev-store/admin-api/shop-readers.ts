/** The shop and the app's installation in it. */
import type { PlanName } from "../model.ts";
import { gid } from "./gid.ts";
import type { RequestContext, TypeReaders } from "./request-context.ts";

/** Marks the two singletons, whose facts are all in the context. */
export const SHOP = { __typename: "Shop" } as const;
export const INSTALLATION = { __typename: "AppInstallation" } as const;

const PLAN_NAMES: Readonly<Record<PlanName, string>> = {
  standard: "Basic",
  advanced: "Advanced",
  plus: "Shopify Plus",
};

const SHOP_FIELDS: TypeReaders<typeof SHOP> = {
  id: (_shop, _args, { data }) => gid("Shop", data.facts.id),
  name: (_shop, _args, { data }) => data.facts.name,
  email: (_shop, _args, { data }) => data.facts.email,
  contactEmail: (_shop, _args, { data }) => data.facts.email,
  myshopifyDomain: (_shop, _args, { data }) => data.facts.domain,
  primaryDomain: (_shop, _args, { data }) => ({ host: data.facts.domain, url: `https://${data.facts.domain}` }),
  url: (_shop, _args, { data }) => `https://${data.facts.domain}`,
  ianaTimezone: (_shop, _args, { data }) => data.facts.zone,
  currencyCode: (_shop, _args, { data }) => data.facts.currency,
  taxesIncluded: (_shop, _args, { data }) => data.facts.taxesIncluded,
  createdAt: (_shop, _args, { data }) => data.facts.createdAtMs,
  plan: (_shop, _args, { data }) => ({
    publicDisplayName: PLAN_NAMES[data.facts.plan],
    partnerDevelopment: false,
    shopifyPlus: data.facts.plan === "plus",
  }),
};

/** Shopify numbers apps; the dev store has one. */
const APP_ID = 1n;

function app({ app: { title, clientId } }: RequestContext): unknown {
  return { id: gid("App", APP_ID), title, apiKey: clientId, embedded: true };
}

const INSTALLATION_FIELDS: TypeReaders<typeof INSTALLATION> = {
  id: (_installation, _args, { data }) => gid("AppInstallation", data.facts.id),
  app: (_installation, _args, context) => app(context),
  accessScopes: (_installation, _args, { scopes }) => [...scopes].map((handle) => ({ handle, description: handle })),
  activeSubscriptions: () => [],
};

export const SHOP_READERS = { Shop: SHOP_FIELDS, AppInstallation: INSTALLATION_FIELDS };
