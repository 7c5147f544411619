/**
 * What a query costs, by the model that fits recorded answers of Shopify: scalars and money 0, objects 1, interfaces and
 * unions their dearest option, a connection 2 + f(n) × the cost of a node with f(n) ≈ 2 ln n, counts 10, mutations 10.
 */
import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { nodeTypeOf } from "./schema-snapshot.ts";

const MUTATION_COST = 10;
const COUNT_COST = 10;
const FREE_TYPES: ReadonlySet<string> = new Set(["MoneyBag", "MoneyV2"]);

interface Costing {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
}

/** How the cost of a page grows with its size: 1, 2, then about 2 ln n (50 → 7, 250 → 11). */
export function pageFactor(size: number): number {
  return size <= 2 ? size : Math.floor(2 * Math.log(size));
}

export interface CostedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/** Points that must be available before the operation runs. */
export function requestedCost(costed: CostedOperation): number {
  return operationCost(costed, undefined);
}

/** Points for what the answer really holds. */
export function actualCost(costed: CostedOperation, data: unknown): number {
  return operationCost(costed, data ?? {});
}

function operationCost({ schema, document, operation, variables }: CostedOperation, data: unknown): number {
  if (operation.operation === "mutation") return MUTATION_COST * operation.selectionSet.selections.length;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const root = schema.getQueryType()!;
  return selectionCost({ schema, fragments, variables }, root, operation.selectionSet, data);
}

type Fields = Record<string, unknown>;

/** `data` is undefined before execution: then everything that could be asked is counted. */
function selectionCost(
  costing: Costing,
  type: GraphQLNamedType,
  { selections }: SelectionSetNode,
  data: unknown,
): number {
  let common = 0;
  let dearest = 0;
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      common += fieldCost(costing, type, selection, data);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? costing.fragments.get(selection.name.value)! : selection;
    const condition = fragment.typeCondition?.name.value;
    const below = condition === undefined ? type : costing.schema.getType(condition)!;
    const cost = selectionCost(costing, below, fragment.selectionSet, data);
    // Of several types only one is there; of the type itself every fragment counts.
    if (isAbstractType(type) && !isAbstractType(below)) dearest = Math.max(dearest, cost);
    else common += cost;
  }
  return common + dearest;
}

function fieldCost(costing: Costing, parent: GraphQLNamedType, field: FieldNode, data: unknown): number {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
  const definition = parent.getFields()[field.name.value];
  if (!definition || !field.selectionSet) return 0;
  const key = field.alias?.value ?? field.name.value;
  const value = data === undefined ? undefined : ((data as Fields)[key] ?? null);
  if (value === null) return 0;
  const type = getNamedType(definition.type);
  if (isLeafType(type) || FREE_TYPES.has(type.name)) return 0;
  if (type.name === "Count" && parent.name === "QueryRoot") return COUNT_COST;
  const nodeType = nodeTypeOf(type);
  if (nodeType) return connectionCost(costing, nodeType, field, value);
  const ownCost = type.name.endsWith("Edge") || type.name === "PageInfo" ? 0 : 1;
  const values = listValues(costing, field, value);
  return values.reduce<number>(
    (cost, one) => cost + ownCost + selectionCost(costing, type, field.selectionSet!, one),
    0,
  );
}

/** The values to count: the answer's, or as many unknowns as ids were asked for. */
function listValues(costing: Costing, field: FieldNode, value: unknown): unknown[] {
  if (Array.isArray(value)) return value.filter((one) => one !== null);
  if (value !== undefined) return [value];
  const ids = argument(costing, field, "ids");
  return new Array<undefined>(Array.isArray(ids) ? ids.length : 1).fill(undefined);
}

function connectionCost(costing: Costing, nodeType: GraphQLNamedType, field: FieldNode, value: unknown): number {
  const selections = nodeSelections(costing, field.selectionSet!);
  const costOf = (node: unknown): number =>
    selections.reduce((cost, selection) => cost + selectionCost(costing, nodeType, selection, node), 1);
  if (value === undefined) {
    const size = Number(argument(costing, field, "first") ?? argument(costing, field, "last") ?? 1);
    return 2 + pageFactor(Number.isFinite(size) ? size : 1) * costOf(undefined);
  }
  const nodes = answeredNodes(value as Fields);
  const mean = nodes.length === 0 ? 0 : nodes.reduce<number>((cost, node) => cost + costOf(node), 0) / nodes.length;
  return Math.round(2 + pageFactor(nodes.length) * mean);
}

/** What is selected of a connection's nodes, through `nodes` and `edges { node }`. */
function nodeSelections(costing: Costing, { selections }: SelectionSetNode): SelectionSetNode[] {
  return selections.flatMap((selection): SelectionSetNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return nodeSelections(costing, costing.fragments.get(selection.name.value)!.selectionSet);
    }
    if (!selection.selectionSet) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) return nodeSelections(costing, selection.selectionSet);
    const name = selection.name.value;
    if (name === "edges") return nodeSelections(costing, selection.selectionSet);
    return name === "nodes" || name === "node" ? [selection.selectionSet] : [];
  });
}

/** Aliases of `edges` and `nodes` are rare enough to be free. */
function answeredNodes({ edges, nodes }: Fields): unknown[] {
  if (Array.isArray(nodes)) return nodes;
  return Array.isArray(edges) ? edges.map((edge: Fields) => edge["node"] ?? {}) : [];
}

function argument({ variables }: Costing, field: FieldNode, name: string): unknown {
  const given = field.arguments?.find((one) => one.name.value === name);
  return given && valueFromASTUntyped(given.value, { ...variables });
}
