import { number, percent, textTable, UNKNOWN } from "../text-table.ts";
import { note, pairs, section } from "./section.ts";
import type { Available, Format, Section } from "./section.ts";

/** Reports of the shop as a whole and of the steps from order to order. */
export const ORDER_SECTIONS: Readonly<Record<string, Section>> = {
  counts: section("Overview", (value: Available<"counts">, money: Format) =>
    pairs([
      ["customers", number(value.customers)],
      ["orders", number(value.orders)],
      ["orders without a customer", number(value.guestOrders)],
      ...Object.entries(value.leftOut).map(
        ([reason, orders]) => [`orders left out: ${reason}`, number(orders)] as const,
      ),
      ["net sales", money(value.netSalesMinor)],
      ["average order value", money(value.averageOrderValueMinor)],
      ["median order value", money(value.medianOrderValueMinor)],
      ["orders per customer", number(value.ordersPerCustomer, 2)],
      ["net sales per customer", money(value.netSalesPerCustomerMinor)],
      ["share of the top fifth of customers", percent(value.topFifthShare)],
    ]),
  ),
  repeatPurchase: section(
    "Repeat purchase",
    (value: Available<"repeatPurchase">) =>
      pairs([
        ["repeat purchase rate", percent(value.rate)],
        ["by order days", percent(value.rateByDays)],
      ]) +
      textTable(
        ["within", "old enough", "bought again", "rate"],
        Object.entries(value.withinDays).map(([days, within]) => [
          `${days} days`,
          number(within.eligible),
          number(within.repeated),
          percent(within.rate),
        ]),
      ),
  ),
  funnel: section("From order to order", ({ steps }: Available<"funnel">, money: Format) =>
    steps.length === 0
      ? note("There is no customer up to this day.")
      : "  Kaplan-Meier: share that orders again within so many days. Median: in days.\n" +
        textTable(
          ["order", "customers", "went on", "Kaplan-Meier", "95 %", "days", "median", "mean value"],
          steps.map((step) => [
            String(step.orders),
            number(step.customers),
            percent(step.stepRate),
            percent(step.kaplanMeierRate),
            step.low === null || step.high === null ? UNKNOWN : `${number(step.low * 100, 1)}–${percent(step.high)}`,
            number(step.horizonDays),
            number(step.medianDaysToNext, 1),
            money(step.averageOrderValueMinor),
          ]),
        ),
  ),
  gaps: section("Days between orders", ({ all }: Available<"gaps">) =>
    pairs([
      ["gaps", number(all.n)],
      ["mean", number(all.mean, 1)],
      ["lower quartile", number(all.p25, 1)],
      ["median", number(all.median, 1)],
      ["upper quartile", number(all.p75, 1)],
    ]),
  ),
  maturity: section("Maturity", (value: Available<"maturity">) =>
    pairs([
      ["stage", value.stage],
      ["stage held", value.stageHeld],
      ["effort to retention", percent(value.retentionShare)],
      ["age in days", number(value.ageDays)],
      ["orders a day", number(value.ordersPerDay, 2)],
    ]),
  ),

  orderValue: section("Order value", ({ all, first, later, byNumber }: Available<"orderValue">, money: Format) => {
    const classes = [
      { name: "first", ...first },
      { name: "later", ...later },
      ...byNumber.map((value) => ({ name: `number ${value.number}`, ...value })),
    ];
    // What no order has, the file may not tell: a column of 0 % would say that it does.
    const discounts = classes.some(({ discountedOrders }) => discountedOrders > 0);
    const margins = classes.some(({ ordersWithCosts }) => ordersWithCosts > 0);
    return textTable(
      ["orders", "number", "mean", "median", ...(discounts ? ["discounted"] : []), ...(margins ? ["margin"] : [])],
      [
        ["all", number(all.orders), money(all.averageOrderValueMinor), money(all.medianOrderValueMinor)],
        ...classes.map((value) => [
          value.name,
          number(value.orders),
          money(value.averageOrderValueMinor),
          money(value.medianOrderValueMinor),
          ...(discounts ? [percent(value.discountedShare)] : []),
          ...(margins ? [percent(value.marginRate)] : []),
        ]),
      ],
    );
  }),
};
