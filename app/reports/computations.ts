import type { Timelines } from "../analytics/timelines.ts";
import { shopDataOf } from "./computation-data.ts";
import type { ShopData, ShopSources } from "./computation-data.ts";
import { exportsModel, membersModel } from "./computation-exports.ts";
import { maturityModel } from "./computation-maturity.ts";
import { namedReportModel } from "./computation-named.ts";
import { overviewModel } from "./computation-overview.ts";
import { retentionModel } from "./computation-retention.ts";
import { segmentsModel } from "./computation-segments.ts";

/**
 * Everything a thread computes, by name: pure functions of a shop's data and plain parameters to a plain value. Pages and API ask for
 * them through `computedForShop`.
 */
const COMPUTATIONS = {
  overview: overviewModel,
  retention: retentionModel,
  segments: segmentsModel,
  maturity: maturityModel,
  named: namedReportModel,
  exports: exportsModel,
  members: membersModel,
} satisfies Readonly<Record<string, (data: ShopData, query: never) => object>>;

export type ComputationName = keyof typeof COMPUTATIONS;

/** What a computation is asked with: its own parameters, and the day (null: the store's default day). */
export type ComputationQuery<Name extends ComputationName> = { readonly asOf: number | null } & (Parameters<
  (typeof COMPUTATIONS)[Name]
> extends [unknown, infer Query]
  ? Query
  : object);
export type ComputationValue<Name extends ComputationName> = ReturnType<(typeof COMPUTATIONS)[Name]>;

/** Computes one value. Throws `ReportQueryError` for a day to come, and what the computation throws. */
export function compute(
  name: ComputationName,
  timelines: Timelines,
  sources: ShopSources,
  query: { readonly asOf: number | null },
  nowMs: number,
): object {
  const computation = COMPUTATIONS[name] as (data: ShopData, query: object) => object;
  return computation(shopDataOf(timelines, sources, query.asOf, nowMs), query);
}
