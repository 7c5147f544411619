/** Whether a query may run as a bulk operation: valid against the schema, in the shape Shopify demands, and simulated. */
import {
  GraphQLError,
  Kind,
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  getNamedType,
  getNullableType,
  isListType,
  type DocumentNode,
  type FieldNode,
} from "graphql";
import type { AdminSchema } from "../admin-api/schema-snapshot.ts";
import { nodeTypeOf } from "../admin-api/schema-snapshot.ts";
import { unsimulatedFields } from "../admin-api/simulated-fields.ts";
import { compileBulkQuery, type BulkPlan } from "./node-walker.ts";

const MOST_CONNECTIONS = 5;
/** Levels of connections below the root's. */
const DEEPEST_NESTING = 2;

export type CheckedBulkQuery = { plan: BulkPlan; messages: [] } | { plan: null; messages: string[] };

/** Checks a bulk query and compiles it; the messages are those of Shopify where they are known. */
export function checkBulkQuery(admin: AdminSchema, query: string): CheckedBulkQuery {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    const message = error instanceof GraphQLError ? error.message : String(error);
    return { plan: null, messages: [`Invalid bulk query: ${message}`] };
  }
  const invalid = validate(admin.schema, document).map(({ message }) => `Invalid bulk query: ${message}`);
  if (invalid.length > 0) return { plan: null, messages: invalid };
  const messages = [...shapeErrors(admin, document), ...unsimulatedFields(admin, document)];
  if (messages.length > 0) return { plan: null, messages: [...new Set(messages)] };
  return { plan: compileBulkQuery(admin, document), messages: [] };
}

/** What stands above a field: enough to judge connections. */
interface Ancestor {
  field: FieldNode;
  isConnection: boolean;
  isList: boolean;
}

/** The rules for bulk queries, by walking the operation with its fragments spread in place. */
function shapeErrors(admin: AdminSchema, document: DocumentNode): string[] {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operations.length !== 1 || !operation) return ["Bulk queries must contain exactly one operation."];
  if (operation.operation !== "query") return ["Bulk query operations cannot run a mutation or subscription."];
  if (operation.variableDefinitions?.length) return ["Bulk queries cannot use variables."];

  const errors: string[] = [];
  let connections = 0;
  const above: Ancestor[] = [];
  const typeInfo = new TypeInfo(admin.schema);
  const spread = spreadFragments(document);
  visit(
    spread,
    visitWithTypeInfo(typeInfo, {
      Field: {
        enter(field) {
          const type = typeInfo.getType();
          const named = type && getNamedType(type);
          const isConnection = Boolean(named && nodeTypeOf(named));
          if (above.length === 0 && !isConnection) errors.push(rootError(field));
          if (isConnection) {
            connections += 1;
            errors.push(...connectionErrors(field, above));
          }
          above.push({ field, isConnection, isList: isList(type) });
        },
        leave() {
          above.pop();
        },
      },
    }),
  );
  if (connections === 0) return ["Bulk queries must contain at least one connection."];
  if (connections > MOST_CONNECTIONS)
    errors.push(`Bulk queries cannot contain more than ${MOST_CONNECTIONS} connections.`);
  return errors;
}

function isList(type: ReturnType<TypeInfo["getType"]>): boolean {
  return Boolean(type && isListType(getNullableType(type)));
}

function rootError({ name }: FieldNode): string {
  if (name.value === "node" || name.value === "nodes") {
    return "Bulk queries cannot contain a top-level node or nodes field.";
  }
  return `dev store does not simulate bulk queries that begin at ${name.value}.`;
}

function connectionErrors(field: FieldNode, above: readonly Ancestor[]): string[] {
  const errors: string[] = [];
  const path = [...above.map((ancestor) => ancestor.field.name.value), field.name.value].join(".");
  const outer = above.filter(({ isConnection }) => isConnection);
  if (outer.length > DEEPEST_NESTING) {
    errors.push(`Bulk queries cannot have a connection nesting depth greater than ${DEEPEST_NESTING}: ${path}.`);
  }
  // `edges` is a list too, but the connection's own.
  const isInList = above.some(({ isList: list, field: { name } }) => list && name.value !== "edges");
  if (isInList) {
    errors.push("Queries that contain a connection field within a list field are not currently supported.");
  }
  const selected = selectedNames(field);
  if (!selected.has("edges") || selected.has("nodes")) {
    errors.push(
      `All connection fields in a bulk query must select their contents using 'edges' > 'node', '${field.name.value}' does not.`,
    );
  }
  const parentNode = above.findLast(({ field: { name } }) => name.value === "node")?.field;
  if (outer.length > 0 && !(parentNode && selectedNames(parentNode).has("id"))) {
    errors.push(
      `The parent 'node' field for a nested connection must select the 'id' field without an alias: ${path}.`,
    );
  }
  return errors;
}

/** Names of the fields selected directly below, fragments included, aliased ones left out. */
function selectedNames(field: FieldNode): Set<string> {
  const names = new Set<string>();
  const collect = (selections: FieldNode["selectionSet"]): void => {
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === Kind.FIELD && !selection.alias) names.add(selection.name.value);
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
    }
  };
  collect(field.selectionSet);
  return names;
}

/** The document's operation with every fragment spread turned into an inline fragment. */
function spreadFragments(document: DocumentNode): DocumentNode {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
  const spread = visit(document, {
    FragmentSpread(node) {
      const fragment = fragments.get(node.name.value)!;
      return {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: fragment.typeCondition,
        directives: node.directives,
        selectionSet: fragment.selectionSet,
      };
    },
  });
  return {
    ...spread,
    definitions: spread.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION),
  };
}
