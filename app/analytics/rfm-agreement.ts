import type { Dimension } from "./dimension.ts";
import { RFM_GROUPS, rfmGroupIndex } from "./rfm.ts";
import type { RfmGroup, RfmScores } from "./rfm.ts";

/** Customers whom we put into `ours` and Shopify into `theirs`, a different group. */
interface RfmDisagreement {
  readonly ours: RfmGroup;
  /** Shopify's group; `prospects` for a customer of whom it knows no order. */
  readonly theirs: RfmGroup | "prospects";
  readonly customers: number;
  /** Of them: whose group would be theirs with another R alone; with another F + M alone; only with both. */
  readonly byScore: { readonly r: number; readonly fm: number; readonly both: number };
}

export interface RfmAgreement {
  /** Customers with an order; those of whom Shopify's group is known, and those on whom both agree. */
  readonly customers: number;
  readonly known: number;
  readonly agreeing: number;
  /** Agreeing customers by group. */
  readonly agreed: Readonly<Record<RfmGroup, number>>;
  /** The most frequent first; equal ones by our group, then theirs. */
  readonly disagreements: readonly RfmDisagreement[];
}

/** Which scores would lead to the other group. Never R and F + M each alone: every group is a rectangle of the table. */
const BY_R = 0;
const BY_FM = 1;
const BY_BOTH = 2;
const REASONS = 3;
const PROSPECTS = RFM_GROUPS.length;
const THEIRS: readonly (RfmGroup | "prospects")[] = [...RFM_GROUPS, "prospects"];

/**
 * Our RFM groups beside Shopify's own, METRICS section 5. `shopifyGroup` is a column over `timelines.customerIds` with the values of
 * Shopify's `rfmGroup` ("CHAMPIONS", "AT_RISK"); null and names that are no group count as not known. A disagreement is
 * explained by the scores that would have to differ for our table to give Shopify's group; no score makes a prospect, so these
 * are in none of the three.
 */
export function rfmAgreement({ customers, r, f, m, group }: RfmScores, shopifyGroup: Dimension): RfmAgreement {
  const groupOfCode = Int8Array.from(shopifyGroup.values, (value) =>
    THEIRS.findIndex((name) => name === camelCase(value)),
  );
  const reasons = RFM_GROUPS.map((_, theirs) => reasonsFor(theirs));
  const size = THEIRS.length;
  const counts = new Uint32Array(RFM_GROUPS.length * size);
  const byReason = new Uint32Array(counts.length * REASONS);
  let known = 0;
  for (let i = 0; i < customers.length; i++) {
    const theirs = groupOfCode[shopifyGroup.codes[customers[i]!]!]!;
    if (theirs < 0) continue;
    known++;
    const pair = group[i]! * size + theirs;
    counts[pair]!++;
    if (theirs !== PROSPECTS) byReason[pair * REASONS + reasons[theirs]![cellIndex(r[i]!, f[i]!, m[i]!)]!]!++;
  }
  const disagreements: RfmDisagreement[] = [];
  const agreed = RFM_GROUPS.map((name, g) => [name, counts[g * size + g]!] as const);
  for (let pair = 0; pair < counts.length; pair++) {
    const [ours, theirs] = [Math.floor(pair / size), pair % size];
    if (counts[pair] === 0 || ours === theirs) continue;
    const reason = (code: number): number => byReason[pair * REASONS + code]!;
    disagreements.push({
      ours: RFM_GROUPS[ours]!,
      theirs: THEIRS[theirs]!,
      customers: counts[pair]!,
      byScore: { r: reason(BY_R), fm: reason(BY_FM), both: reason(BY_BOTH) },
    });
  }
  return {
    customers: customers.length,
    known,
    agreeing: agreed.reduce((sum, [, count]) => sum + count, 0),
    agreed: Object.fromEntries(agreed) as Record<RfmGroup, number>,
    // The sort is stable, so equal counts stay in the order of the groups.
    disagreements: disagreements.sort((a, b) => b.customers - a.customers),
  };
}

function camelCase(name: string | null): string | null {
  return name === null ? null : name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function cellIndex(r: number, f: number, m: number): number {
  return (r * 6 + f) * 6 + m;
}

/** For every cell: the scores that would have to differ for the group. */
function reasonsFor(theirs: number): Uint8Array {
  const scores = [1, 2, 3, 4, 5];
  const reasons = new Uint8Array(6 * 36);
  for (const r of scores) {
    const byFm = scores.some((f) => scores.some((m) => rfmGroupIndex(r, f, m) === theirs));
    for (const f of scores) {
      for (const m of scores) {
        const byR = scores.some((other) => rfmGroupIndex(other, f, m) === theirs);
        reasons[cellIndex(r, f, m)] = byR ? BY_R : byFm ? BY_FM : BY_BOTH;
      }
    }
  }
  return reasons;
}
