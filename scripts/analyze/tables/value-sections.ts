import { number, percent, percentRange, range, textTable, UNKNOWN } from "../text-table.ts";
import { note, pairs, reasonText, section } from "./section.ts";
import type { Available, Format, Section } from "./section.ts";

type PredictedClv = Available<"predictedClv">;
type ReportCard = NonNullable<PredictedClv["reportCard"]>;
type PredictedAndActual = ReportCard["backTests"][number]["deciles"][number];
type SpendMore = Available<"claims">["existingCustomersSpendMore"];

/** Ages of margin that stand side by side. */
const AGES = 6;

const BASES = {
  rate: "margin at the rate named by --margin",
  costs: "net sales less costs",
  netSales: "net sales, as costs are not known",
} as const;

/** Reports of what customers are expected to bring, and of what is said of them. */
export const VALUE_SECTIONS: Readonly<Record<string, Section>> = {
  predictedClv: section("Predicted value of the customers of this day", (value: PredictedClv, money: Format) => {
    const { expectedOrders, clvMinor, activeCustomers, deciles, aliveCounts, reportCard } = value;
    const seasons =
      value.seasonalRatios === null
        ? "Seasons are left out: that takes orders of two years."
        : "Seasons are taken into account.";
    const leaving = value.orders.dropOutVisible
      ? "Model of orders: MBG/NBD."
      : "Model of orders: NBD. The orders show no sign that customers leave, so nobody is taken to be gone.";
    const worth =
      value.spend.model === null
        ? "The file has no column for money, so only orders are predicted."
        : `Value is ${value.margin === null ? "net sales, as the margin is not known" : `${percent(value.margin)} of net sales`}, ` +
          `less ${percent(value.discountRate, 0)} a year for waiting.` +
          (value.spend.model === "pooledMean"
            ? " Every order has the same value: the model of values has no fit."
            : "");
    return (
      note(
        `The ${value.horizonDays} days after ${value.asOf}; orders are days with an order. ${leaving} ${worth} ${seasons}`,
      ) +
      textTable(
        ["", "predicted", "95 %"],
        [
          ["customers", number(value.customers)],
          ["active still", number(activeCustomers)],
          ["orders", number(expectedOrders.predicted), range(expectedOrders, (end) => number(end))],
          ["value", money(clvMinor?.predicted ?? null), range(clvMinor, money)],
          ["value per customer", money(rounded(value.clvPerCustomerMinor))],
        ],
      ) +
      note("Customers by tenths, the highest prediction first; equal ones stay together:") +
      textTable(
        ["tenth", "customers", "orders", "orders each", "value", "value each"],
        deciles.map((decile) => [
          String(decile.decile),
          number(decile.customers),
          number(decile.expectedOrders, 1),
          number(each(decile.expectedOrders, decile.customers), 2),
          money(decile.clvMinor),
          money(rounded(each(decile.clvMinor, decile.customers))),
        ]),
      ) +
      (aliveCounts === null ? "" : aliveTable(aliveCounts)) +
      (reportCard === null ? "" : reportCardText(reportCard, money))
    );
  }),

  claims: section(
    "What is said of existing customers, held against these orders",
    ({ existingCustomersSpendMore, notTestable }: Available<"claims">, money: Format) =>
      spendMoreText(existingCustomersSpendMore, money) +
      notTestable.map(({ claim, needs }) => note(`${CLAIMS[claim]} Orders cannot tell: ${NEEDS[needs]}`)).join(""),
  ),

  maturityRange: section(
    "Effort to retention by the shop's own figures",
    (value: Available<"maturityRange">, money: Format) => {
      const { sensitivity, low, high } = value;
      // Without consent the figures of existing customers are 0 because nothing is known of them, not because they bring nothing.
      const known = value.reachableShare > 0;
      const shownAges = value.marginByAge.slice(0, AGES);
      return (
        note(
          known
            ? `Value is ${BASES[value.basis]}. Reachable: known to have agreed to e-mail. The range is for half to double the ` +
                "effect of effort, which has not been measured."
            : `Value is ${BASES[value.basis]}. Nobody is known to have agreed to e-mail, so there is no share to name.`,
        ) +
        pairs([
          ["share of effort to retention", percent(known ? value.point : null)],
          ["range", known ? percentRange({ low, high }, 0) : UNKNOWN],
          ["what a new customer brings in a year", money(Math.round(value.valuePerNewCustomerMinor))],
          ["new customers a year", number(value.newCustomersPerYear)],
          ["what they bring", money(Math.round(value.acquisitionMinor))],
          ["existing customers", number(value.existingCustomers)],
          ["reachable", percent(known ? value.reachableShare : null)],
          ["what the reachable bring in a year", money(known ? Math.round(value.retentionMinor) : null)],
        ]) +
        (known ? note("The share of effort if one thing were different:") : "") +
        (known
          ? pairs([
              ["10 % fewer new customers", percent(sensitivity.tenPercentFewerNewCustomers)],
              ["10 % more new customers", percent(sensitivity.tenPercentMoreNewCustomers)],
              ["1 point more second orders", percent(sensitivity.onePointMoreSecondOrders)],
              ["10 points more reachable", percent(sensitivity.tenPointsMoreReach)],
            ])
          : "") +
        textTable(
          ["days since the first order", ...shownAges.map((_, k) => `${30 * k}–${30 * k + 29}`)],
          [["brought by a customer", ...shownAges.map((margin) => money(Math.round(margin)))]],
        )
      );
    },
  ),

  nextOrder: section("Customers by when their next order is expected", (value: Available<"nextOrder">) => {
    const { customers, withinDays, later, unlikely, unknown } = value;
    const row = (name: string, count: number): string[] => [
      name,
      number(count),
      percent(customers === 0 ? null : count / customers),
    ];
    return (
      note("Each of the first three lines contains those above it.") +
      textTable(
        ["expected", "customers", "share"],
        [
          row("within 7 days", withinDays[7]),
          row("within 30 days", withinDays[30]),
          row("within 90 days", withinDays[90]),
          row("later", later),
          row("not expected", unlikely),
          ...(unknown > 0 ? [row("too early to tell", unknown)] : []),
        ],
      )
    );
  }),
};

const CLAIMS = {
  keepingIsFiveTimesCheaper: "“Keeping a customer costs a fifth of winning one.”",
  existingCustomersAreLikelierToBuy: "“Existing customers are likelier to buy.”",
} as const;
const NEEDS = {
  marketingCosts: "that takes what was spent on each.",
  visits: "that takes the visits that ended without an order.",
} as const;
const VERDICTS = {
  holds: "It holds here: the same customers spend more on later orders than on their first.",
  doesNotHold: "It does not hold here: the same customers spend less on later orders than on their first.",
  unclear: "These orders do not tell",
} as const;

function spendMoreText(claim: SpendMore, money: Format): string {
  const saying = "“Existing customers spend more.”";
  if ("unavailable" in claim) {
    return note(
      `${saying} ${claim.unavailable === "noOrders" ? "Nobody has a later order yet." : reasonText(claim.unavailable)}`,
    );
  }
  const { verdict, differenceMinor, naive } = claim;
  const why =
    verdict !== "unclear"
      ? ""
      : differenceMinor === null
        ? ": fewer than 30 customers have a later order."
        : ": the difference may as well be 0 or have the other sign.";
  return (
    note(`${saying} ${VERDICTS[verdict]}${why}`) +
    pairs([
      ["customers with a later order", number(claim.customers)],
      ["their first order, mean", money(Math.round(claim.firstOrderMinor))],
      ["their later orders, mean", money(Math.round(claim.laterOrdersMinor))],
      ["difference", money(rounded(differenceMinor?.value ?? null))],
      ["95 % interval", range(differenceMinor, (end) => money(Math.round(end)))],
      ["later orders against the first", claim.relative === null ? UNKNOWN : percent(claim.relative)],
      ["all first orders, mean", money(rounded(naive.firstOrdersMinor))],
      ["all later orders, mean", money(rounded(naive.laterOrdersMinor))],
    ]) +
    note("The last two lines also differ by who stays, so they do not judge the saying.")
  );
}

/** Customers by how probable it is that they are active still. */
function aliveTable(counts: readonly number[]): string {
  return textTable(
    ["active still", ...counts.map((_, tenth) => `${10 * tenth}–${10 * tenth + 10} %`)],
    [["customers", ...counts.map((count) => number(count))]],
  );
}

function reportCardText({ windowDays, backTests }: ReportCard, money: Format): string {
  const [latest] = backTests;
  if (latest === undefined)
    return note(`Report card: too little history to predict ${windowDays} days that have passed.`);
  const columns = ["customers", "orders", "actual", "off by", "net sales", "actual", "off by"];
  return (
    note(`Report card: what the models said on earlier days of the ${windowDays} days that followed, and what came.`) +
    textTable(
      ["as of", ...columns],
      backTests.map((test) => [test.asOf, ...comparison(test, money)]),
    ) +
    note(`By tenths as of ${latest.asOf}, the highest prediction first:`) +
    textTable(
      ["tenth", ...columns],
      latest.deciles.map((decile, d) => [String(d + 1), ...comparison(decile, money)]),
    )
  );
}

function comparison(of: PredictedAndActual, money: Format): string[] {
  return [
    number(of.customers),
    number(of.predictedOrders, 1),
    number(of.actualOrders),
    offBy(of.predictedOrders, of.actualOrders),
    money(of.predictedNetMinor),
    money(of.actualNetMinor),
    offBy(of.predictedNetMinor, of.actualNetMinor),
  ];
}

function offBy(predicted: number | null, actual: number | null): string {
  if (predicted === null || actual === null || !(actual > 0)) return UNKNOWN;
  const share = predicted / actual - 1;
  return `${share > 0 ? "+" : ""}${percent(share, 0)}`;
}

function each(sum: number | null, customers: number): number | null {
  return sum === null || customers === 0 ? null : sum / customers;
}

function rounded(minor: number | null): number | null {
  return minor === null ? null : Math.round(minor);
}
