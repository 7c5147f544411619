import { attributeName, attributeValues, customersMatching } from "../../app/analytics/customer-attributes.ts";
import type { CustomerAttribute } from "../../app/analytics/customer-attributes.ts";
import { selectedCustomers, splitBy } from "../../app/analytics/customer-selection.ts";
import type { CustomerPart } from "../../app/analytics/customer-selection.ts";
import { namedReport } from "../../app/analytics/named-reports.ts";
import type { ReportName, ReportOptions } from "../../app/analytics/named-reports.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { wilson } from "../../app/analytics/wilson.ts";
import { analysis } from "./analysis.ts";
import type { Restriction } from "./arguments.ts";
import { UsageError } from "./usage-error.ts";

/** How many values a message lists. */
const EXAMPLES = 5;

/** The shop of the customers for whom all restrictions hold. Throws a UsageError for a value that nobody has. */
export function restricted(timelines: Timelines, where: readonly Restriction[]): Timelines {
  if (where.length === 0) return timelines;
  const values = new Map<CustomerAttribute, (string | null)[]>();
  for (const { attribute, value } of where) {
    const found = valuesCalled(timelines, attribute, value);
    values.set(attribute, [...(values.get(attribute) ?? []), ...found]);
  }
  const conditions = Array.from(values, ([attribute, wanted]) => ({ attribute, values: wanted }));
  const mask = customersMatching(timelines, conditions);
  if (!mask.includes(1)) throw new UsageError("No customer has all the values named by --where.");
  return selectedCustomers(timelines, mask);
}

/** The values with this text or label; null, for "", is not known. */
function valuesCalled(timelines: Timelines, attribute: CustomerAttribute, text: string): (string | null)[] {
  const all = attributeValues(timelines, attribute);
  const found =
    text === ""
      ? all.filter(({ value }) => value === null)
      : all.filter(({ value, label }) => value === text || label === text);
  if (found.length > 0) return found.map(({ value }) => value);
  const known = all.flatMap(({ label, value }) => (value === null ? [] : [label ?? value]));
  const name = attributeName(attribute);
  throw new UsageError(
    known.length === 0
      ? `--where ${name}=${text} cannot be used: the file says nothing of it.`
      : `--where ${name}=${text} holds for no customer: values are ${known.slice(0, EXAMPLES).join(", ")}` +
          `${known.length > EXAMPLES ? " and others" : ""}.`,
  );
}

/** The figures by which parts of a shop are compared. */
export interface PartFigures {
  readonly kind: CustomerPart["kind"];
  readonly value: string | null;
  readonly label: string | null;
  readonly customers: number;
  readonly orders: number;
  readonly netSalesMinor: number | null;
  readonly averageOrderValueMinor: number | null;
  readonly repeatRate: number | null;
  /** Of the customers whose first order is 90 days old; with Wilson's 95 % interval. */
  readonly within90DaysRate: number | null;
  readonly within90DaysEligible: number;
  readonly within90DaysInterval: { readonly low: number; readonly high: number } | null;
}

export interface Split {
  readonly attribute: string;
  readonly groups: readonly (PartFigures & Readonly<Record<string, unknown>>)[];
}

/** The chosen reports for the customers of each value of an attribute. */
export function splitAnalysis(
  timelines: Timelines,
  attribute: CustomerAttribute,
  reports: readonly ReportName[],
  options: ReportOptions,
): Split {
  const parts = splitBy(timelines, attribute);
  if (parts.every(({ kind }) => kind === "none")) {
    throw new UsageError(`--by ${attributeName(attribute)} cannot be used: the file says nothing of it.`);
  }
  return {
    attribute: attributeName(attribute),
    groups: parts.map(({ kind, value, label, mask }) => {
      const part = selectedCustomers(timelines, mask);
      const { customers, orders, netSalesMinor, averageOrderValueMinor } = namedReport("counts", part, options);
      const { rate, withinDays } = namedReport("repeatPurchase", part, options);
      const within90Days = withinDays[90];
      return {
        kind,
        value,
        label,
        customers,
        orders,
        netSalesMinor,
        averageOrderValueMinor,
        repeatRate: rate,
        within90DaysRate: within90Days.rate,
        within90DaysEligible: within90Days.eligible,
        within90DaysInterval: wilson(within90Days.repeated, within90Days.eligible),
        ...analysis(part, reports, options),
      };
    }),
  };
}
