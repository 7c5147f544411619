import { readFileSync } from "node:fs";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  buildClientSchema,
  getNamedType,
  isListType,
  isNonNullType,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import { parse as parseToml } from "smol-toml";
import { describe, expect, it } from "vitest";
import { ACCESS_SCOPES, ADMIN_API_VERSION } from "../../app/shopify/admin-api.ts";
import { bulkDocuments } from "../../app/shopify/bulk-operations.server.ts";
import {
  bulkOrdersQuery,
  orderLedgerDocument,
  orderLinesDocument,
  ordersByIdDocument,
  ordersCountDocument,
} from "../../app/shopify/order-documents.ts";
import {
  bulkCustomersQuery,
  bulkProductsQuery,
  checkoutsDocument,
  customerEmailsDocument,
  customersByIdDocument,
  productsByIdDocument,
  shopFactsDocument,
} from "../../app/shopify/record-documents.ts";
import { sharedFile } from "../setup/shared.ts";

const VERSIONS = [ADMIN_API_VERSION, "2026-10"];
const root = new URL("../../", import.meta.url);

interface Introspection {
  data: IntrospectionQuery;
}
const introspection = new Map<string, Introspection>();
function introspected(version: string): Introspection {
  const path = new URL(`node_modules/@shopify/ai-toolkit/skills/shopify-admin/assets/admin_${version}.json.br`, root);
  const found =
    introspection.get(version) ??
    (JSON.parse(brotliDecompressSync(readFileSync(path)).toString("utf8")) as Introspection);
  introspection.set(version, found);
  return found;
}
const schemas = new Map<string, GraphQLSchema>();
function schemaOf(version: string): GraphQLSchema {
  const schema = schemas.get(version) ?? buildClientSchema(introspected(version).data);
  schemas.set(version, schema);
  return schema;
}

const bulkQueries = {
  customers: bulkCustomersQuery,
  products: bulkProductsQuery,
  orders: bulkOrdersQuery(),
  "orders of a window": bulkOrdersQuery(
    "processed_at:>='2026-01-01T00:00:00.000Z' processed_at:<'2026-02-01T00:00:00.000Z'",
  ),
};
const documents = [
  ordersByIdDocument,
  orderLinesDocument,
  orderLedgerDocument,
  ordersCountDocument,
  customersByIdDocument,
  productsByIdDocument,
  checkoutsDocument,
  customerEmailsDocument,
  shopFactsDocument,
  ...bulkDocuments,
];
const texts = [...documents.map(({ name, text }) => [name, text] as const), ...Object.entries(bulkQueries)];

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
const responseName = (node: FieldNode) => node.alias?.value ?? node.name.value;

/** What Shopify's bulk operations refuse, in the terms of PLATFORM's rules. */
function bulkViolations(schema: GraphQLSchema, text: string): string[] {
  const info = new TypeInfo(schema);
  const problems: string[] = [];
  let connections = 0;
  const connectionDepth: string[] = [];
  let listDepth = 0;
  const isConnection = (type: GraphQLOutputType | null | undefined) =>
    type != null && getNamedType(type).name.endsWith("Connection");
  visit(
    parse(text),
    visitWithTypeInfo(info, {
      Field: {
        enter(node) {
          const type = info.getType();
          const parent = info.getParentType()?.name ?? "";
          if (parent === "QueryRoot" && ["node", "nodes"].includes(node.name.value)) problems.push("top-level node");
          if (isConnection(type)) {
            connections++;
            connectionDepth.push(node.name.value);
            if (connectionDepth.length > 3) problems.push(`${connectionDepth.join(" > ")} is nested too deeply`);
            if (listDepth > 0) problems.push(`${node.name.value} is a connection within a list`);
            const selected =
              node.selectionSet?.selections.map((one) => (one.kind === "Field" ? one.name.value : "")) ?? [];
            if (selected.join() !== "edges") problems.push(`${node.name.value} does not use edges { node }`);
            if (node.arguments?.some(({ name }) => ["first", "last", "after"].includes(name.value)))
              problems.push("paging");
          } else if (type && isList(type) && node.name.value !== "edges" && node.selectionSet) listDepth++;
          if (node.name.value === "node" && parent.endsWith("Edge")) {
            const id = node.selectionSet?.selections.some((one) => one.kind === "Field" && responseName(one) === "id");
            if (!id) problems.push(`${connectionDepth.at(-1)} does not select id`);
          }
        },
        leave(node) {
          const type = info.getType();
          if (isConnection(type)) connectionDepth.pop();
          else if (type && isList(type) && node.name.value !== "edges" && node.selectionSet) listDepth--;
        },
      },
    }),
  );
  if (connections < 1 || connections > 5) problems.push(`${connections} connections`);
  return problems;
}

describe.each(VERSIONS)("Admin API %s", (version) => {
  it.each(texts)("knows every field of %s", (_name, text) => {
    expect(validate(schemaOf(version), parse(text)).map(({ message }) => message)).toEqual([]);
  });

  it.each(Object.entries(bulkQueries))("takes %s as a bulk query", (_name, text) => {
    expect(bulkViolations(schemaOf(version), text)).toEqual([]);
  });

  it("uses no field that is on its way out", () => {
    const schema = schemaOf(version);
    const deprecated = texts.flatMap(([name, text]) => {
      const info = new TypeInfo(schema);
      const found: string[] = [];
      visit(
        parse(text),
        visitWithTypeInfo(info, {
          Field: () =>
            void (info.getFieldDef()?.deprecationReason && found.push(`${name}: ${info.getFieldDef()?.name}`)),
        }),
      );
      return found;
    });
    expect(deprecated).toEqual([]);
  });
});

const access = sharedFile("shopify/access-2026-07.json.gz");
interface AccessRules {
  types: Record<string, { scopes: string[] }>;
  fields: Record<string, { scopes: string[] }>;
}

it.skipIf(access === null)(
  "asks for nothing that the app's scopes do not cover (../shared/shopify/access-2026-07.json.gz)",
  () => {
    const rules = JSON.parse(gunzipSync(readFileSync(access!)).toString("utf8")) as AccessRules;
    const schema = schemaOf(ADMIN_API_VERSION);
    const granted = new Set<string>(ACCESS_SCOPES);
    const missing = texts.flatMap(([name, text]) => {
      const info = new TypeInfo(schema);
      const found: string[] = [];
      const enter = () => {
        const field = `${info.getParentType()?.name}.${info.getFieldDef()?.name}`;
        const type = info.getType();
        const needed =
          rules.fields[field]?.scopes ?? (type ? rules.types[getNamedType(type).name]?.scopes : undefined) ?? [];
        if (needed.length > 0 && !needed.some((scope) => granted.has(scope)))
          found.push(`${name}: ${field} needs ${needed.join(" or ")}`);
      };
      visit(parse(text), visitWithTypeInfo(info, { Field: { enter } }));
      return found;
    });
    expect(missing).toEqual([]);
  },
);

it("the bulk rules of this test refuse what Shopify refuses", () => {
  const schema = schemaOf(ADMIN_API_VERSION);
  expect(bulkViolations(schema, "{ shop { name } }")).toEqual(["0 connections"]);
  expect(bulkViolations(schema, "{ orders { nodes { id } } }")).toEqual(["orders does not use edges { node }"]);
  expect(bulkViolations(schema, "{ orders { edges { node { name } } } }")).toEqual(["orders does not select id"]);
  const withinList = "{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }";
  expect(bulkViolations(schema, withinList)).toContain("refundLineItems is a connection within a list");
});

describe("shopify.app.toml", () => {
  const toml = parseToml(readFileSync(new URL("shopify.app.toml", root), "utf8")) as {
    access_scopes: { scopes: string };
    webhooks: { api_version: string };
  };

  it("names the API version that the documents are written for", () => {
    expect(toml.webhooks.api_version).toBe(ADMIN_API_VERSION);
  });

  it("asks for the scopes that the app expects", () => {
    expect(toml.access_scopes.scopes.split(",")).toEqual([...ACCESS_SCOPES]);
  });
});
