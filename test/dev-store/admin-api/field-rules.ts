/**
 * How every field is answered, in GraphQL requests and in bulk operations alike: first the token's scopes, then the
 * protection of customer data, then the reader of the field. What has no reader is an error, never made-up data.
 */
import { GraphQLError } from "graphql";
import { accessDenied, isGranted, ProtectedFieldError } from "./access.ts";
import type { ProtectedKind } from "./faults.ts";
import type { FieldArgs, FieldReader, RequestContext } from "./request-context.ts";
import type { AdminSchema } from "./schema-snapshot.ts";
import { TYPE_READERS } from "./type-readers.ts";

export interface FieldRule {
  typeName: string;
  fieldName: string;
  /** Null when the type is simulated but this field is not. */
  read: FieldReader<never> | null;
  scopes: readonly string[];
  protectedKind: ProtectedKind | null;
}

const rulesBySchema = new WeakMap<AdminSchema, Map<string, FieldRule>>();

/** Types without readers of their own (connections, payloads, money) are plain objects: their property is the answer. */
function propertyReader(fieldName: string): FieldReader<Record<string, unknown>> {
  return (source) => source[fieldName];
}

export function fieldRule(admin: AdminSchema, typeName: string, fieldName: string): FieldRule {
  let rules = rulesBySchema.get(admin);
  if (!rules) rulesBySchema.set(admin, (rules = new Map<string, FieldRule>()));
  const key = `${typeName}.${fieldName}`;
  const known = rules.get(key);
  if (known) return known;
  const readers = TYPE_READERS[typeName];
  const rule: FieldRule = {
    typeName,
    fieldName,
    read: readers ? (readers[fieldName] ?? null) : propertyReader(fieldName),
    scopes: admin.scopesOf(typeName, fieldName),
    protectedKind: admin.protectedKindOf(typeName, fieldName),
  };
  rules.set(key, rule);
  return rule;
}

function notSimulated(typeName: string, fieldName: string): GraphQLError {
  return new GraphQLError(`dev store does not simulate ${typeName}.${fieldName}`, {
    extensions: { code: "NOT_SIMULATED" },
  });
}

/** The value of a field; throws what the client shall see as an error. */
export function readField(rule: FieldRule, source: unknown, args: FieldArgs, context: RequestContext): unknown {
  if (!isGranted(context.scopes, rule.scopes)) throw accessDenied(rule.fieldName, rule.scopes);
  if (rule.protectedKind !== null && context.faults.deniedProtectedKinds.has(rule.protectedKind)) {
    throw new ProtectedFieldError(rule.fieldName);
  }
  const value = rule.read ? rule.read(source as never, args, context) : undefined;
  if (value === undefined) throw notSimulated(rule.typeName, rule.fieldName);
  return value;
}
