import { clipped } from "../text-width.ts";
import { counted, number, percent, percentRange, points, range, textTable } from "../text-table.ts";
import { note, section } from "./section.ts";
import type { Available, Format, Section } from "./section.ts";

/** How many rows a table of products shows. */
const ROWS = 25;
const NAME = 34;
/** Where two products stand side by side. */
const SHORT_NAME = 26;

/** Reports of what was bought. */
export const PRODUCT_SECTIONS: Readonly<Record<string, Section>> = {
  products: section("Products", ({ rows, other, totals }: Available<"products">, money: Format) => {
    if (totals.products === 0) return note("Nothing was bought up to this day.");
    const hasMoney = totals.netSalesMinor !== null;
    const shown = rows.slice(0, ROWS);
    const rest =
      shown.length < totals.products ? ` The ${shown.length} with most ${hasMoney ? "net sales" : "units"}.` : "";
    const untold =
      totals.ordersWithoutLines > 0
        ? ` Of ${counted(totals.ordersWithoutLines, "more order")} the file tells no lines.`
        : "";
    const left = rows.slice(ROWS);
    const sum = (of: (row: (typeof rows)[number]) => number | null): number =>
      left.reduce((total, row) => total + (of(row) ?? 0), 0);
    return (
      note(
        `${counted(totals.products, "product")} in ${counted(totals.orders, "order")}.${rest}${untold} First: share of ` +
          "customers who began with it. Again: of those who began with it at least 90 days ago, the share with a second " +
          "order within 90 days, and its 95 % interval.",
      ) +
      textTable(
        ["product", "customers", "orders", "units", ...(hasMoney ? ["net sales"] : []), "first", "again", "95 %", "of"],
        [
          ...shown.map((row) => [
            nameOf(row.product, row.title, NAME),
            number(row.customers),
            number(row.orders),
            number(row.units),
            ...(hasMoney ? [money(row.netSalesMinor)] : []),
            percent(row.shareAsFirst),
            percent(row.repeatWithin90Days.rate, 0),
            percentRange(row.repeatWithin90Days.interval, 0),
            number(row.repeatWithin90Days.eligible),
          ]),
          ...(other.products + left.length > 0
            ? [
                [
                  `${number(other.products + left.length)} others`,
                  "",
                  "",
                  number(other.units + sum((row) => row.units)),
                  ...(hasMoney ? [money((other.netSalesMinor ?? 0) + sum((row) => row.netSalesMinor))] : []),
                ],
              ]
            : []),
          [
            "all",
            number(totals.customers),
            number(totals.orders),
            number(totals.units),
            ...(hasMoney ? [money(totals.netSalesMinor)] : []),
          ],
        ],
      )
    );
  }),

  firstProductEffect: section(
    "First products and a second order within 90 days: what is associated, not what causes it",
    ({ all, rows, tooFewCustomers, spread }: Available<"firstProductEffect">) => {
      if (all.eligible === 0) return note("No customer's first order is 90 days old yet.");
      const whole =
        `Of ${counted(all.eligible, "customer")} whose first order is at least 90 days old, ${percent(all.rate)} had a second ` +
        "one within 90 days.";
      const small =
        tooFewCustomers > 0
          ? ` ${counted(tooFewCustomers, "product")} began fewer than 50 of them and ${is(tooFewCustomers)} not compared.`
          : "";
      if (rows.length === 0) return note(whole + small);
      const careful =
        spread > 0
          ? "Careful: that drawn towards 0 by how uncertain it is, with its 95 % interval; best lower end first."
          : "The products differ no more than chance alone would make them, so none of them stands out.";
      return (
        note(
          `${whole}${small} Apart: rate with the product minus that of the others, in points. Alike: the same among customers ` +
            `alike in month, country, channel, discount and size of the first order. ${careful}${more(rows.length)}`,
        ) +
        textTable(
          [
            "first order has",
            "customers",
            "again",
            "others",
            "apart",
            "alike",
            ...(spread > 0 ? ["careful", "95 %"] : ["95 %"]),
          ],
          rows
            .slice(0, ROWS)
            .map((row) => [
              nameOf(row.product, row.title, NAME),
              number(row.withProduct.eligible),
              percent(row.withProduct.rate),
              percent(row.others.rate),
              points(row.rawDifference),
              points(row.adjusted?.difference ?? null),
              ...(spread > 0
                ? [points(row.shrunk?.value ?? null), range(row.shrunk, points)]
                : [range(row.adjusted, points)]),
            ]),
        )
      );
    },
  ),

  nextProducts: section(
    "What the second order has after the first: what is associated, not what causes it",
    ({ customers, tooManyProducts, rows, pairs, spread }: Available<"nextProducts">) => {
      const left =
        tooManyProducts > 0
          ? ` ${counted(tooManyProducts, "customer")} with very large orders ${is(tooManyProducts)} left out.`
          : "";
      const whole = `${counted(customers, "customer")} with a second order.${left}`;
      const least = "with 50 customers on each side and 5 expected together";
      if (rows.length === 0) return note(`${whole} There is no pair of products ${least}.`);
      const compared = `${whole} ${counted(pairs, "pair")} ${least} ${pairs === 1 ? "was" : "were"} compared.`;
      if (spread === 0)
        return note(`${compared} They differ no more than chance alone would make them: none stands out.`);
      return (
        note(
          `${compared} Lift: how many times as ` +
            "often as among all second orders. Careful: the lift drawn towards 1 by how uncertain it is, with its 95 % " +
            `interval; best lower end first.${more(rows.length)}`,
        ) +
        textTable(
          ["first order has", "second has", "of", "bought", "share", "lift", "careful", "95 %"],
          rows
            .slice(0, ROWS)
            .map((row) => [
              nameOf(row.product, row.title, SHORT_NAME),
              nameOf(row.next, row.nextTitle, SHORT_NAME),
              number(row.customers),
              number(row.bought),
              percent(row.share),
              number(row.lift, 2),
              number(row.shrunkLift.value, 2),
              `${number(row.shrunkLift.low, 2)}–${number(row.shrunkLift.high, 2)}`,
            ]),
          { left: 2 },
        )
      );
    },
  ),

  reorderRhythm: section(
    "How soon the same product is bought again",
    ({ rows, moreProducts, tooFewCustomers }: Available<"reorderRhythm">) => {
      const small =
        tooFewCustomers > 0
          ? `${counted(tooFewCustomers, "product")} with fewer than 50 customers ${is(tooFewCustomers)} not shown. `
          : "";
      if (rows.length === 0) return note(`No product has 50 customers. ${small}`.trim());
      return (
        note(
          `${small}Again: purchases followed by another of the same customer within so many days; share: the same with ` +
            "purchases too recent to tell taken into account (Kaplan-Meier). Half: day by which half of all purchases are " +
            "followed. Usual: day by which half of those that are followed are; the time to remind." +
            more(rows.length + moreProducts),
        ) +
        textTable(
          ["product", "customers", "purchases", "again", "within", "share", "half", "usual"],
          rows
            .slice(0, ROWS)
            .map((row) => [
              nameOf(row.product, row.title, NAME),
              number(row.customers),
              number(row.purchases),
              number(row.boughtAgain),
              number(row.horizonDays),
              percent(row.shareBoughtAgain),
              number(row.medianDays),
              number(row.usualDays),
            ]),
        )
      );
    },
  ),
};

function nameOf(product: string | null, title: string | null, columns: number): string {
  return clipped(title ?? product ?? "(no product)", columns);
}

function more(rows: number): string {
  return rows > ROWS ? ` The first ${ROWS} of ${number(rows)}; --json has more.` : "";
}

function is(count: number): string {
  return count === 1 ? "is" : "are";
}
