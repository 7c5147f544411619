import { isoDateOfDay } from "../../app/analytics/calendar.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import type { ReportValues } from "./analysis.ts";
import type { Split } from "./customer-parts.ts";
import { CHANNEL_SECTIONS } from "./tables/channel-sections.ts";
import { CUSTOMER_SECTIONS } from "./tables/customer-sections.ts";
import { genericBody } from "./tables/generic-section.ts";
import { ORDER_SECTIONS } from "./tables/order-sections.ts";
import { PERIOD_SECTIONS } from "./tables/period-sections.ts";
import { PERSONA_SECTION } from "./tables/persona-section.ts";
import { PRODUCT_SECTIONS } from "./tables/product-sections.ts";
import { note, reasonText, words } from "./tables/section.ts";
import type { Section } from "./tables/section.ts";
import { splitTable } from "./tables/split-table.ts";
import { VALUE_SECTIONS } from "./tables/value-sections.ts";
import { moneyFormat } from "./text-table.ts";

/** What is shown. */
export interface Shown {
  /** Shop-local day. */
  readonly asOf: number;
  readonly zone: string;
  readonly values: ReportValues;
  readonly by: Split | null;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  ...ORDER_SECTIONS,
  ...PERIOD_SECTIONS,
  ...CUSTOMER_SECTIONS,
  ...VALUE_SECTIONS,
  ...CHANNEL_SECTIONS,
  ...PRODUCT_SECTIONS,
  ...PERSONA_SECTION,
};

/** All reports of the result as text for a terminal. A report without a section of its own is shown as plain rows. */
export function tables(
  { asOf, zone, values, by }: Shown,
  { currency, currencyDigits }: { readonly currency: string; readonly currencyDigits: number },
): string {
  const money = moneyFormat(currency, currencyDigits);
  const parts = [`As of ${isoDateOfDay(asOf)}, days of ${zone}\n`];
  for (const [name, value] of Object.entries(values)) {
    const { title, body } = SECTIONS[name] ?? { title: titleOf(name), body: genericBody };
    parts.push(`${title}\n${isUnavailable(value) ? note(reasonText(value.unavailable, name)) : body(value, money)}`);
  }
  if (by !== null) parts.push(splitTable(by.attribute, by.groups, money));
  return parts.join("\n");
}

function titleOf(name: string): string {
  const text = words(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
