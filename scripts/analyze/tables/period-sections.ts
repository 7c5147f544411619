import type { AgeCohortRow, AgeCohorts } from "../../../app/analytics/age-cohorts.ts";
import type { HolidayCohorts } from "../../../app/analytics/holiday-cohorts.ts";
import type { ReturningShare } from "../../../app/analytics/returning-share.ts";
import { number, percent, textTable, UNKNOWN } from "../text-table.ts";
import { note, section } from "./section.ts";
import type { Available, Section } from "./section.ts";

/** As many periods of a cohort as fit beside its name and size in 80 columns. */
const COHORT_COLUMNS = 9;

const NO_CUSTOMER = "There is no customer up to this day.";
const STATES = { observed: "", pending: "pending", shortHistory: "too early" } as const;

/** Reports by calendar periods. */
export const PERIOD_SECTIONS: Readonly<Record<string, Section>> = {
  cohorts: section(
    "Cohorts: share with an order in the period (kind A), by periods since the first",
    ({ rows }: Available<"cohorts">) => {
      if (rows.length === 0) return note(NO_CUSTOMER);
      const longest = rows.reduce((most, row) => Math.max(most, row.active.length), 0);
      const columns = Math.min(COHORT_COLUMNS, longest);
      const cut = longest > columns ? ` The first ${columns} of ${longest} periods; --json has all.` : "";
      return (
        note(`* The period has not fully passed.${cut}`) +
        textTable(
          ["cohort", "size", ...Array.from({ length: columns }, (_, k) => String(k))],
          rows.map((row) => [
            row.cohort,
            number(row.size),
            ...row.active
              .slice(0, columns)
              .map(
                (active, k) =>
                  `${number((100 * active) / row.size)} %${row.pendingFrom !== null && k >= row.pendingFrom ? "*" : ""}`,
              ),
          ]),
        )
      );
    },
  ),
  retentionRate: section(
    "Customer retention rate: (end − new) / start",
    ({ rows, lookBackDays }: Available<"retentionRate">) =>
      note(`A customer is somebody with an order in the last ${lookBackDays} days.`) +
      note("Too early: that reaches before the first order. Pending: not fully passed.") +
      periodTable(
        ["period", "start", "end", "new", "kept", "reactivated", "rate", "churn", ""],
        rows.map((row) => [
          row.period,
          ...[row.start, row.end, row.new, row.kept, row.reactivated].map((count) => number(count)),
          percent(row.rate),
          percent(row.churn),
          STATES[row.state],
        ]),
      ),
  ),
  consecutiveRetention: section(
    "Retention from one period to the next (kind D)",
    ({ rows }: Available<"consecutiveRetention">) =>
      periodTable(
        ["period", "previous", "active", "new", "retained", "reactivated", "lost", "rate", ""],
        rows.map((row) => [
          row.period,
          ...[row.previous, row.active, row.new, row.retained, row.reactivated, row.lost].map((count) => number(count)),
          percent(row.rate),
          STATES[row.state],
        ]),
      ),
  ),
  returningShare: section("Share of existing customers who bought again", ({ rows }: ReturningShare) =>
    periodTable(
      ["period", "existing", "returned", "share", ""],
      rows.map((row) => [
        row.period,
        number(row.existing),
        number(row.returned),
        percent(row.share),
        STATES[row.state],
      ]),
    ),
  ),
  ageCohorts: section("Cohorts by age: share with an order in each 30 days (kind A)", ({ rows }: AgeCohorts) =>
    ageTable(rows),
  ),
  holidayCohorts: section("Customers of November and December by age", ({ rows, otherMonths }: HolidayCohorts) =>
    ageTable(otherMonths === null ? rows : [...rows, { ...otherMonths, cohort: "others" }]),
  ),
};

/** The period of the first order is in no such table: nobody was there before it. */
function periodTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0
    ? note("There is no order in a later period than the first order's.")
    : textTable(head, rows);
}

/** Of those who have completed an age, the share with an order at it. */
function ageTable(rows: readonly AgeCohortRow[]): string {
  if (rows.length === 0) return note(NO_CUSTOMER);
  const columns = rows.reduce((most, row) => Math.max(most, row.active.length), 0);
  if (columns === 0) return note("Nobody has been a customer for 30 days.");
  const shown = Math.min(COHORT_COLUMNS, columns);
  const cut = columns > shown ? ` The first ${shown} of ${columns} ages; --json has all.` : "";
  return (
    note(`* Not everybody has reached the age: of those who have.${cut}`) +
    textTable(
      ["cohort", "size", ...Array.from({ length: shown }, (_, k) => String(k))],
      rows.map((row) => [
        row.cohort,
        number(row.size),
        ...row.active.slice(0, shown).map((active, k) => {
          const completed = row.completed[k]!;
          return completed === 0
            ? UNKNOWN
            : `${number((100 * active) / completed)} %${completed < row.size ? "*" : ""}`;
        }),
      ]),
    )
  );
}
