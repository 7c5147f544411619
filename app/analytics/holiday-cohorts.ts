import { ageCohortsReport, ageRow } from "./age-cohorts.ts";
import type { AgeCohortRow } from "./age-cohorts.ts";
import { periodLabel } from "./calendar.ts";
import type { CohortTables } from "./cohort-rows.ts";
import { AGE_DAYS } from "./customer-age.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import type { Timelines } from "./timelines.ts";

export interface HolidayCohorts {
  readonly columnDays: number;
  /** The cohorts of November and December of each year, earliest first, by age: entry k is the same age in every row. */
  readonly rows: readonly AgeCohortRow[];
  /** The customers of all other months as one row, to hold them against; null without any. */
  readonly otherMonths: AgeCohortRow | null;
}

export interface HolidayCohortOptions {
  readonly asOf: number;
  /** Also the lists of `CohortMoney`. */
  readonly money?: boolean;
}

/**
 * Holiday cohorts compared at equal age, METRICS section 1. People who first bought before Christmas often bought a present; on
 * calendar columns they would be set beside others whose second month is not a January.
 */
export function holidayCohorts(timelines: Timelines, options: HolidayCohortOptions): HolidayCohorts {
  return computed(holidayCohortsReport, timelines, options);
}

/** Read from the age cohorts of months, whose tally it shares. */
export const holidayCohortsReport: MergeableReport<CohortTables, HolidayCohorts, HolidayCohortOptions> = {
  tally: (timelines, options) => ageCohortsReport.tally(timelines, { ...options, period: "month" }),
  merge: (tallies, options) => ageCohortsReport.merge(tallies, { ...options, period: "month" }),
  value: (tally) => {
    const cohorts = Array.from(tally.rows.ordinals, (ordinal, r) => ({ ordinal, r }));
    const others = cohorts.filter(({ ordinal }) => !isHolidayMonth(ordinal)).map(({ r }) => r);
    return {
      columnDays: AGE_DAYS,
      rows: cohorts
        .filter(({ ordinal }) => isHolidayMonth(ordinal))
        .map(({ ordinal, r }) => ageRow(tally, [r], periodLabel(ordinal, "month"))),
      otherMonths: others.length > 0 ? ageRow(tally, others, "other") : null,
    };
  },
};

/** Month 0 is a January. */
function isHolidayMonth(ordinal: number): boolean {
  return ((ordinal % 12) + 12) % 12 >= 10;
}
