/**
 * The real Admin schema, as packaged in @shopify/ai-toolkit: introspection with Shopify's extra facts, namely the access
 * scopes of types and fields, and which fields are protected customer data. Building takes half a second, so a version
 * is loaded when the first request names it and kept for the process.
 */
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import {
  buildClientSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from "graphql";
import type { ProtectedKind } from "./faults.ts";
import { applyScalars } from "./scalars.ts";

export const API_VERSIONS = ["2026-07", "2026-10"] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

export interface AdminSchema {
  version: ApiVersion;
  schema: GraphQLSchema;
  /**
   * Scopes of which any one opens the field: those of the field itself, else those of the type it returns (for a
   * connection, of its nodes). Empty: open to every token.
   */
  scopesOf: (typeName: string, fieldName: string) => readonly string[];
  /** Scopes of which any one opens records of the type. */
  scopesOfType: (typeName: string) => readonly string[];
  protectedKindOf: (typeName: string, fieldName: string) => ProtectedKind | null;
}

interface ScopeItem {
  type: "type" | "field";
  typeName: string;
  fieldName?: string;
  offlineScopes: string[];
}

interface SnapshotField {
  name: string;
  isProtected?: boolean;
  protectedContent?: ProtectedKind | null;
}

interface Snapshot {
  data: IntrospectionQuery & { __schema: { types: { name: string; fields?: SnapshotField[] | null }[] } };
  offline_scopes: { items: ScopeItem[] };
}

const FOLDER = new URL("../../../node_modules/@shopify/ai-toolkit/skills/shopify-admin/assets/", import.meta.url);

const loaded = new Map<ApiVersion, AdminSchema>();

export function isApiVersion(text: string): text is ApiVersion {
  return (API_VERSIONS as readonly string[]).includes(text);
}

/** The schema of one API version, built at the first call. */
export function adminSchema(version: ApiVersion): AdminSchema {
  const known = loaded.get(version);
  if (known) return known;
  const built = buildSnapshot(version);
  loaded.set(version, built);
  return built;
}

function buildSnapshot(version: ApiVersion): AdminSchema {
  const packed = readFileSync(new URL(`admin_${version}.json.br`, FOLDER));
  const snapshot = JSON.parse(brotliDecompressSync(packed).toString("utf8")) as Snapshot;
  const schema = buildClientSchema(snapshot.data);
  applyScalars(schema);

  const typeScopes = new Map<string, string[]>();
  const fieldScopes = new Map<string, string[]>();
  for (const item of snapshot.offline_scopes.items) {
    const scopes = [...new Set(item.offlineScopes)];
    if (scopes.length === 0) continue;
    if (item.type === "type") typeScopes.set(item.typeName, scopes);
    else fieldScopes.set(`${item.typeName}.${item.fieldName}`, scopes);
  }
  const protectedFields = new Map<string, ProtectedKind>();
  for (const type of snapshot.data.__schema.types) {
    for (const field of type.fields ?? []) {
      if (field.isProtected && field.protectedContent) {
        protectedFields.set(`${type.name}.${field.name}`, field.protectedContent);
      }
    }
  }

  const scopesOfType = (typeName: string): readonly string[] => typeScopes.get(typeName) ?? [];
  return {
    version,
    schema,
    scopesOfType,
    scopesOf: (typeName, fieldName) => {
      const own = fieldScopes.get(`${typeName}.${fieldName}`);
      if (own) return own;
      const returned = returnedType(schema, typeName, fieldName);
      if (!returned) return [];
      const ofReturned = scopesOfType(returned.name);
      return ofReturned.length > 0 ? ofReturned : scopesOfType(nodeTypeOf(returned)?.name ?? "");
    },
    protectedKindOf: (typeName, fieldName) => protectedFields.get(`${typeName}.${fieldName}`) ?? null,
  };
}

function returnedType(schema: GraphQLSchema, typeName: string, fieldName: string): GraphQLNamedType | null {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  const field = type.getFields()[fieldName];
  return field ? getNamedType(field.type) : null;
}

/** Whether a type is a connection, by its shape: `edges { node }`. */
export function nodeTypeOf(type: GraphQLNamedType): GraphQLNamedType | null {
  if (!isObjectType(type) || !type.name.endsWith("Connection")) return null;
  const edges = type.getFields()["edges"];
  const edge = edges ? getNamedType(edges.type) : null;
  const node = isObjectType(edge) ? edge.getFields()["node"] : null;
  return node ? getNamedType(node.type) : null;
}
