import { adminGraphql, type AdminAnswer, type AdminCall } from "./admin-client.server.ts";
import type { AdminAccess } from "./admin-access.server.ts";
import { MAX_PAGE_SIZE } from "./admin-api.ts";
import { gidOf, parseGid } from "./gid.ts";
import { customerEmailsDocument } from "./record-documents.ts";

/** A customer's address with the consent that holds now. */
export interface CustomerEmail {
  customerId: bigint;
  firstName: string | null;
  /** Null: the customer has none, or the app may not see it. */
  email: string | null;
  /** Shopify's marketing state (SUBSCRIBED …); null when unknown, and then nothing may be sent. */
  marketingState: string | null;
  marketingUpdatedAtMs: number | null;
  optInLevel: string | null;
}

/**
 * Addresses of customers, read from Shopify at the moment they are needed; nothing of it is stored. Customers that are gone
 * are not in the answer. Asks for 250 at a time.
 */
export async function fetchCustomerEmails(
  access: AdminAccess,
  customerIds: bigint[],
  call: AdminCall = { priority: "export" },
): Promise<AdminAnswer<Map<bigint, CustomerEmail>>> {
  const emails = new Map<bigint, CustomerEmail>();
  for (let from = 0; from < customerIds.length; from += MAX_PAGE_SIZE) {
    const ids = customerIds.slice(from, from + MAX_PAGE_SIZE).map((id) => gidOf("Customer", id));
    const answer = await adminGraphql(access, customerEmailsDocument, { ids }, call);
    if (!answer.ok) return answer;
    for (const node of answer.data.nodes) {
      const gid = node && parseGid(node.id);
      if (!gid) continue;
      const address = node.defaultEmailAddress;
      const updatedAtMs = address?.marketingUpdatedAt ? Date.parse(address.marketingUpdatedAt) : NaN;
      emails.set(gid.id, {
        customerId: gid.id,
        firstName: node.firstName,
        email: address?.emailAddress ?? null,
        marketingState: address?.marketingState ?? null,
        marketingUpdatedAtMs: Number.isNaN(updatedAtMs) ? null : updatedAtMs,
        optInLevel: address?.marketingOptInLevel ?? null,
      });
    }
  }
  return { ok: true, data: emails, unknown: [] };
}
