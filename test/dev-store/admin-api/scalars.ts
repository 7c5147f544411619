/**
 * How Shopify writes its custom scalars. `buildClientSchema` knows only their names and would let anything through; here a
 * resolver that answers the wrong thing fails instead of sending it.
 */
import { GraphQLError, isScalarType, type GraphQLSchema } from "graphql";

type Serialize = (value: unknown) => unknown;

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Milliseconds since 1970 as Shopify's DateTime: UTC with whole seconds, `2026-11-21T09:30:00Z`. */
export function dateTimeText(instantMs: number): string {
  return `${new Date(instantMs).toISOString().slice(0, 19)}Z`;
}

function wrong(scalar: string, value: unknown): never {
  throw new GraphQLError(`the dev store cannot write ${String(value)} (${typeof value}) as ${scalar}`);
}

const decimal =
  (scalar: string): Serialize =>
  (value) =>
    typeof value === "string" && DECIMAL.test(value) ? value : wrong(scalar, value);

const wholeNumber =
  (scalar: string): Serialize =>
  (value) =>
    typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)
      ? String(value)
      : wrong(scalar, value);

const text =
  (scalar: string): Serialize =>
  (value) =>
    typeof value === "string" ? value : wrong(scalar, value);

const SERIALIZE: Readonly<Record<string, Serialize>> = {
  BigInt: wholeNumber("BigInt"),
  UnsignedInt64: wholeNumber("UnsignedInt64"),
  Money: decimal("Money"),
  Decimal: decimal("Decimal"),
  DateTime: (value) =>
    typeof value === "number" && Number.isFinite(value) ? dateTimeText(value) : wrong("DateTime", value),
  URL: text("URL"),
  HTML: text("HTML"),
  FormattedString: text("FormattedString"),
};

/** Gives the schema's custom scalars Shopify's way of writing them. Changes the schema in place. */
export function applyScalars(schema: GraphQLSchema): void {
  for (const [name, serialize] of Object.entries(SERIALIZE)) {
    const type = schema.getType(name);
    if (isScalarType(type)) type.serialize = serialize;
  }
}
