/** Access scopes and protected customer data: who may read what, and Shopify's words for a refusal. */
import { GraphQLError } from "graphql";

const DOCUMENTATION = {
  scopes: "https://shopify.dev/api/usage/access-scopes",
  protected: "https://shopify.dev/docs/apps/launch/protected-customer-data",
};

/** Whether any of the scopes is granted. A write scope contains the read scope of the same name. */
export function isGranted(granted: ReadonlySet<string>, anyOf: readonly string[]): boolean {
  if (anyOf.length === 0) return true;
  return anyOf.some((scope) => granted.has(scope) || granted.has(scope.replace(/^read_/, "write_")));
}

export function accessDenied(subject: string, scopes: readonly string[]): GraphQLError {
  const requiredAccess = `${scopes.map((scope) => `\`${scope}\` access scope`).join(" or ")}.`;
  return new GraphQLError(`Access denied for ${subject} field. Required access: ${requiredAccess}`, {
    extensions: { code: "ACCESS_DENIED", documentation: DOCUMENTATION.scopes, requiredAccess },
  });
}

/** Thrown for a protected field. In a bulk operation, which has no list of errors, it becomes null where null may stand. */
export class ProtectedFieldError extends GraphQLError {
  constructor(fieldName: string) {
    super(`This app is not approved to use the ${fieldName} field. See ${DOCUMENTATION.protected} for more details.`, {
      extensions: { code: "ACCESS_DENIED", documentation: DOCUMENTATION.protected },
    });
  }
}
