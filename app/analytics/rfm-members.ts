import { RFM_GROUPS } from "./rfm.ts";
import type { RfmGroup, RfmScores } from "./rfm.ts";

/** The customers of a cell such as "555", or of a group: indices into `timelines.customerIds`, ascending, METRICS section 5. */
export function rfmMembers(
  { customers, r, f, m, group }: RfmScores,
  of: { readonly cell: string } | { readonly group: RfmGroup },
): Uint32Array {
  if ("group" in of) {
    const wanted = RFM_GROUPS.indexOf(of.group);
    return customers.filter((_, i) => group[i] === wanted);
  }
  const [wantedR, wantedF, wantedM] = Array.from(of.cell, Number);
  return customers.filter((_, i) => r[i] === wantedR && f[i] === wantedF && m[i] === wantedM);
}
