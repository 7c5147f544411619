/** What a resolver may look at, and the shape of resolvers. */
import type { BulkOperations } from "../bulk/bulk-operation.ts";
import type { ShopData } from "../model.ts";
import type { CustomerOrders } from "./customer-orders.ts";
import type { AdminFaults } from "./faults.ts";
import type { AdminSchema } from "./schema-snapshot.ts";
import type { ShopSearch } from "./shop-search.ts";

export interface RequestContext {
  admin: AdminSchema;
  data: ShopData;
  /** Granted scopes, as granted. */
  scopes: ReadonlySet<string>;
  app: { clientId: string; title: string };
  nowMs: number;
  faults: AdminFaults;
  search: ShopSearch;
  customerOrders: CustomerOrders;
  bulkOperations: BulkOperations<RequestContext>;
  /** Inside a bulk operation connections answer all their nodes; first, last and cursors mean nothing. */
  inBulk: boolean;
}

export type FieldArgs = Readonly<Record<string, unknown>>;

/** Reads one field. `undefined` means "not known to the model" and becomes an error; null is an answer. */
export type FieldReader<Source> = (source: Source, args: FieldArgs, context: RequestContext) => unknown;

/** The simulated fields of one type. */
export type TypeReaders<Source> = Readonly<Record<string, FieldReader<Source>>>;
