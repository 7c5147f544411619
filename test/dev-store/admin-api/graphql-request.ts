/** One GraphQL request: parsed, validated against the real schema, paid for, executed. */
import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
} from "graphql";
import { fieldRule, readField } from "./field-rules.ts";
import { actualCost, requestedCost, type CostedOperation } from "./query-cost.ts";
import type { RequestContext } from "./request-context.ts";
import type { AdminSchema } from "./schema-snapshot.ts";
import { unsimulatedFields } from "./simulated-fields.ts";
import type { Throttle, ThrottleStatus } from "./throttle.ts";
import { typeNameOf } from "./type-readers.ts";

const MOST_COST = 1_000;
const KEPT_DOCUMENTS = 200;

export interface GraphqlBody {
  query: string;
  variables: Readonly<Record<string, unknown>>;
  operationName: string | null;
}

export interface GraphqlAnswer {
  data?: unknown;
  errors?: readonly unknown[];
  extensions?: { cost: QueryCost };
}

interface QueryCost {
  requestedQueryCost: number;
  actualQueryCost: number | null;
  throttleStatus: ThrottleStatus;
}

type Checked = { document: DocumentNode } | { errors: readonly GraphQLError[] };

const checkedDocuments = new Map<string, Checked>();

/** Parses and validates; the last documents are remembered, since an app sends the same few again and again. */
function checkedDocument(admin: AdminSchema, query: string): Checked {
  const key = `${admin.version} ${query}`;
  const known = checkedDocuments.get(key);
  if (known) return known;
  const checked = checkDocument(admin, query);
  checkedDocuments.set(key, checked);
  const oldest = checkedDocuments.keys().next();
  if (checkedDocuments.size > KEPT_DOCUMENTS && !oldest.done) checkedDocuments.delete(oldest.value);
  return checked;
}

function checkDocument(admin: AdminSchema, query: string): Checked {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [error] };
    throw error;
  }
  const invalid = validate(admin.schema, document);
  if (invalid.length > 0) return { errors: invalid };
  const missing = unsimulatedFields(admin, document).map(
    (message) => new GraphQLError(message, { extensions: { code: "NOT_SIMULATED" } }),
  );
  return missing.length > 0 ? { errors: missing } : { document };
}

/** The schema has no resolvers of its own: this one answers every field of every type. */
const resolveField: GraphQLFieldResolver<unknown, RequestContext, Record<string, unknown>> = (
  source,
  args,
  context,
  info,
) => readField(fieldRule(context.admin, info.parentType.name, info.fieldName), source, args, context);

/** Answers a request as Shopify does: always with HTTP 200, with what went wrong in `errors`. */
export async function answerGraphql(
  body: GraphqlBody,
  context: RequestContext,
  throttle: Throttle,
): Promise<GraphqlAnswer> {
  const checked = checkedDocument(context.admin, body.query);
  if ("errors" in checked) return { errors: checked.errors.map((error) => error.toJSON()) };
  const { document } = checked;
  const operation = getOperationAST(document, body.operationName);
  if (!operation) {
    const message =
      body.operationName === null ? "An operation name is required" : `No operation named "${body.operationName}"`;
    return { errors: [{ message }] };
  }
  const costed: CostedOperation = { schema: context.admin.schema, document, operation, variables: body.variables };
  const requested = requestedCost(costed);
  if (requested > MOST_COST) return tooDear(requested);

  const { faults, nowMs } = context;
  const { plan } = context.data.facts;
  const cost = (actual: number | null): { cost: QueryCost } => ({
    cost: {
      requestedQueryCost: requested,
      actualQueryCost: actual,
      throttleStatus: throttle.status(nowMs, plan, faults.throttleFactor),
    },
  });
  const isSwitched = faults.throttleNextRequests > 0;
  if (isSwitched) faults.throttleNextRequests -= 1;
  if (isSwitched || !throttle.take(requested, nowMs, plan, faults.throttleFactor)) {
    return { errors: [THROTTLED], extensions: cost(null) };
  }
  const result = await executeOperation(body, document, context);
  const actual = Math.min(requested, actualCost(costed, result.data));
  throttle.giveBack(requested - actual);
  return { ...result, errors: result.errors?.map((error) => error.toJSON()), extensions: cost(actual) };
}

async function executeOperation(
  { variables, operationName }: GraphqlBody,
  document: DocumentNode,
  context: RequestContext,
): Promise<ExecutionResult> {
  return await execute({
    schema: context.admin.schema,
    document,
    operationName,
    variableValues: variables,
    contextValue: context,
    fieldResolver: resolveField as GraphQLFieldResolver<unknown, unknown>,
    typeResolver: typeNameOf,
  });
}

const THROTTLED = {
  message: "Throttled",
  extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
};

function tooDear(cost: number): GraphqlAnswer {
  const message =
    `Query cost is ${cost}, which exceeds the single query max cost limit (${MOST_COST}). ` +
    "See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the cost of a query is calculated.";
  return { errors: [{ message, extensions: { code: "MAX_COST_EXCEEDED", cost, maxCost: MOST_COST } }] };
}
