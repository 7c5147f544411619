/**
 * Executes a bulk query node by node. graphql-js would build promises and paths for every field of every node; here the
 * validated selection is compiled once into steps that read fields by the same rules (field-rules.ts), and connections
 * become children instead of nested lists.
 */
import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { ProtectedFieldError } from "../admin-api/access.ts";
import { fieldRule, readField, type FieldRule } from "../admin-api/field-rules.ts";
import type { FieldArgs, RequestContext } from "../admin-api/request-context.ts";
import { nodeTypeOf, type AdminSchema } from "../admin-api/schema-snapshot.ts";
import { typeNameOf } from "../admin-api/type-readers.ts";

/** A connection of a node: its children are lines of their own. */
export interface ConnectionStep {
  rule: FieldRule;
  args: FieldArgs;
  node: TypePlan;
}

export interface BulkPlan {
  roots: ConnectionStep[];
}

/** A connection that was met while a node was written. */
export interface PendingConnection {
  step: ConnectionStep;
  source: unknown;
}

type JsonObject = Record<string, unknown>;
type Walk = (source: unknown, context: RequestContext, pending: PendingConnection[]) => unknown;
type TypePlan = (source: unknown, context: RequestContext, pending: PendingConnection[]) => JsonObject;

interface FieldStep {
  key: string;
  walk: Walk;
}

interface ObjectPlan {
  fields: FieldStep[];
  connections: ConnectionStep[];
}

interface Compiler {
  admin: AdminSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Compiles a query that `checkBulkQuery` found right. */
export function compileBulkQuery(admin: AdminSchema, document: DocumentNode): BulkPlan {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)!;
  const plan = compileObject({ admin, fragments }, admin.schema.getQueryType()!, [operation.selectionSet]);
  return { roots: plan.connections };
}

/** The nodes of a connection. */
export function nodesOf({ step, source }: PendingConnection, context: RequestContext): readonly unknown[] {
  const connection = readField(step.rule, source, step.args, context) as { nodes: unknown[] } | null;
  return connection?.nodes ?? [];
}

function compileObject(
  compiler: Compiler,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): ObjectPlan {
  const plan: ObjectPlan = { fields: [], connections: [] };
  for (const [key, nodes] of collectFields(compiler, type, selectionSets)) {
    const [first] = nodes;
    const name = first!.name.value;
    if (name === "__typename") {
      plan.fields.push({ key, walk: () => type.name });
      continue;
    }
    const field = type.getFields()[name]!;
    const rule = fieldRule(compiler.admin, type.name, name);
    const args = getArgumentValues(field, first!);
    const below = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
    if (nodeTypeOf(getNamedType(field.type))) {
      plan.connections.push({ rule, args, node: compileNode(compiler, field, below) });
    } else {
      plan.fields.push({ key, walk: compileField(compiler, field, rule, args, below) });
    }
  }
  return plan;
}

function compileField(
  compiler: Compiler,
  field: GraphQLField<unknown, unknown>,
  rule: FieldRule,
  args: FieldArgs,
  below: readonly SelectionSetNode[],
): Walk {
  const complete = completion(compiler, field.type, below);
  const read: Walk = (source, context, pending) => complete(readField(rule, source, args, context), context, pending);
  if (isNonNullType(field.type)) return read;
  return (source, context, pending) => {
    try {
      return read(source, context, pending);
    } catch (error) {
      // As in GraphQL: what may not be read is null, at the nearest place that may be null.
      if (error instanceof ProtectedFieldError) return null;
      throw error;
    }
  };
}

/** Turns a field's value into what stands in the file. */
function completion(compiler: Compiler, type: GraphQLOutputType, below: readonly SelectionSetNode[]): Walk {
  if (isNonNullType(type)) {
    const inner = completion(compiler, type.ofType, below);
    return (value, context, pending) => {
      const completed = inner(value, context, pending);
      if (completed === null) throw new GraphQLError(`the dev store answers null where ${String(type)} is promised`);
      return completed;
    };
  }
  if (isListType(type)) {
    const item = completion(compiler, type.ofType as GraphQLOutputType, below);
    return (value, context, pending) =>
      value === null ? null : (value as unknown[]).map((one) => item(one, context, pending));
  }
  if (isLeafType(type)) return (value) => (value === null ? null : type.serialize(value));
  const plan = compileType(compiler, type, below);
  return (value, context, pending) => (value === null ? null : plan(value, context, pending));
}

function compileType(
  compiler: Compiler,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): TypePlan {
  if (isObjectType(type)) {
    const plan = compileObject(compiler, type, selectionSets);
    return (source, context, pending) => walkObject(plan, source, context, pending);
  }
  const plans = new Map<string, ObjectPlan>();
  return (source, context, pending) => {
    const name = typeNameOf(source);
    let plan = name === undefined ? undefined : plans.get(name);
    if (!plan) {
      const concrete = name === undefined ? undefined : compiler.admin.schema.getType(name);
      if (!isObjectType(concrete)) throw new GraphQLError(`the dev store does not know which ${String(type)} this is`);
      plan = compileObject(compiler, concrete, selectionSets);
      plans.set(concrete.name, plan);
    }
    return walkObject(plan, source, context, pending);
  };
}

function walkObject(
  plan: ObjectPlan,
  source: unknown,
  context: RequestContext,
  pending: PendingConnection[],
): JsonObject {
  const object: JsonObject = {};
  for (const { key, walk } of plan.fields) object[key] = walk(source, context, pending);
  for (const step of plan.connections) pending.push({ step, source });
  return object;
}

/** The plan of a connection's nodes: what stands below `edges { node { … } }`. */
function compileNode(
  compiler: Compiler,
  connection: GraphQLField<unknown, unknown>,
  selectionSets: readonly SelectionSetNode[],
): TypePlan {
  const connectionType = getNamedType(connection.type) as GraphQLObjectType;
  const edgeType = getNamedType(connectionType.getFields()["edges"]!.type) as GraphQLObjectType;
  const nodeType = edgeType.getFields()["node"]!.type;
  const edges = below(compiler, connectionType, selectionSets, "edges");
  return compileType(
    compiler,
    isNonNullType(nodeType) ? nodeType.ofType : nodeType,
    below(compiler, edgeType, edges, "node"),
  );
}

function below(
  compiler: Compiler,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
  name: string,
): SelectionSetNode[] {
  const nodes = [...collectFields(compiler, type, selectionSets).values()].flat();
  return nodes.flatMap((node) => (node.name.value === name && node.selectionSet ? [node.selectionSet] : []));
}

/** The fields selected of an object type by response name, fragments of other types left out. */
function collectFields(
  compiler: Compiler,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isIncluded(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? compiler.fragments.get(selection.name.value)! : selection;
      if (applies(compiler, fragment.typeCondition?.name.value, type)) collect(fragment.selectionSet);
    }
  };
  selectionSets.forEach(collect);
  return fields;
}

function isIncluded(selection: SelectionNode): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection)?.["if"] !== false;
}

function applies({ admin }: Compiler, condition: string | undefined, type: GraphQLObjectType): boolean {
  if (condition === undefined || condition === type.name) return true;
  const conditional = admin.schema.getType(condition);
  return isAbstractType(conditional) && admin.schema.isSubType(conditional, type);
}
