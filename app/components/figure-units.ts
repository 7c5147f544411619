import type { Formats } from "../i18n/format.ts";
import type { FigureKey } from "../insights/shop-figures.ts";

type Unit = "count" | "rate" | "money" | "decimal";

/** What kind of number each figure of the shop is. */
const UNITS: Readonly<Record<FigureKey, Unit>> = {
  customers: "count",
  orders: "count",
  ageDays: "count",
  ordersPerDay: "decimal",
  repeatPurchaseRate: "rate",
  repeatWithin90Rate: "rate",
  oneTimeShare: "rate",
  medianDaysBetweenOrders: "decimal",
  averageOrderValueMinor: "money",
  meanToMedianOrderValue: "decimal",
  topFifthShare: "rate",
  discountedOrderShare: "rate",
  guestOrderShare: "rate",
  mailableShare: "rate",
  mailableCustomers: "count",
  mailableProspects: "count",
  loyalCustomers: "count",
  dueOrAtRiskShare: "rate",
  lapsedShare: "rate",
  abandonedCheckouts: "count",
  regularRhythmShare: "rate",
};

/** A figure of the shop as text, in its own unit; unknown as in `Formats`. */
export function writeShopFigure(figure: FigureKey, value: number | null, f: Formats): string {
  switch (UNITS[figure]) {
    case "count":
      return f.count(value);
    case "rate":
      return f.rate(value);
    case "money":
      return f.money(value);
    case "decimal":
      return f.decimal(value, 2);
  }
}
