import type { PartFigures } from "../customer-parts.ts";
import { clipped } from "../text-width.ts";
import { number, percent, percentRange, textTable } from "../text-table.ts";
import { note } from "./section.ts";
import type { Format } from "./section.ts";

const LONGEST_NAME = 24;
const KINDS = { value: "", other: "(others)", none: "(none or not known)" } as const;

/** Groups of customers beside one another. */
export function splitTable(attribute: string, groups: readonly PartFigures[], money: Format): string {
  const hasMoney = groups.some(({ netSalesMinor }) => netSalesMinor !== null);
  const rows = groups.map((group) => [
    nameOf(group),
    number(group.customers),
    number(group.orders),
    ...(hasMoney ? [money(group.netSalesMinor), money(group.averageOrderValueMinor)] : []),
    percent(group.repeatRate),
    percent(group.within90DaysRate, 0),
    percentRange(group.within90DaysInterval, 0),
    number(group.within90DaysEligible),
  ]);
  return (
    `By ${attribute}\n` +
    note(
      "Repeat: share with a second order. Again: of those whose first order is at least 90 days old, the share with a second " +
        "one within 90 days, and its 95 % interval. --json has the reports of each.",
    ) +
    textTable(
      ["", "customers", "orders", ...(hasMoney ? ["net sales", "mean"] : []), "repeat", "again", "95 %", "of"],
      rows,
    )
  );
}

function nameOf({ kind, label, value }: PartFigures): string {
  return kind === "value" ? clipped(label ?? value ?? "", LONGEST_NAME) : KINDS[kind];
}
