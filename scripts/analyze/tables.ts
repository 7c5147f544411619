import { isUnavailable } from "../../app/analytics/unavailable.ts";
import type { UnavailableReason } from "../../app/analytics/unavailable.ts";
import type { ReportName, ReportValue } from "../../app/analytics/named-reports.ts";
import type { OrderFile } from "../../app/files/order-file.server.ts";
import type { ReportValues } from "./analysis.ts";
import { moneyFormat, number, percent, textTable, UNKNOWN } from "./text-table.ts";

/** What a person should know about the file beside the figures: one sentence each. */
export function notes(file: OrderFile): string[] {
  const result = [];
  if (file.skippedRows > 0) {
    const examples = file.skippedExamples.map(({ line, problem }) => `line ${line}: ${problem}`).join("; ");
    result.push(`Skipped ${counted(file.skippedRows, "row")} that cannot be read (${examples}${more(file)}).`);
  }
  if (file.otherCurrencyOrders > 0) {
    result.push(
      `Left out ${counted(file.otherCurrencyOrders, "order")} in other currencies than ${file.timelines.currency}.`,
    );
  }
  if (file.layout === "shopifyExport") {
    result.push("Shopify's export: money is what was paid, Total minus Refunded Amount, with tax and shipping.");
  }
  return result;
}

function counted(count: number, thing: string): string {
  return `${number(count)} ${thing}${count === 1 ? "" : "s"}`;
}

function more(file: OrderFile): string {
  return file.skippedRows > file.skippedExamples.length ? "; …" : "";
}

const REASONS: Readonly<Record<UnavailableReason, string>> = {
  noMoney: "The file has no column total.",
  noOrders: "There is no order up to this day.",
  lookBackTooShort: "The look-back is shorter than a period.",
  shortHistory: "The orders do not reach back 180 days.",
  tooFewRepeatCustomers: "Fewer than 100 customers bought again.",
  noInteriorMaximum: "The orders do not determine its parameters.",
};

interface Money {
  readonly currency: string;
  readonly currencyDigits: number;
}

type Result = ReportValues & { readonly asOf: string; readonly zone: string };

/** All reports of the result as text for a terminal. */
export function tables(result: Result, { currency, currencyDigits }: Money): string {
  const money = moneyFormat(currency, currencyDigits);
  const parts = [`As of ${result.asOf}, days of ${result.zone}\n`];
  for (const name of Object.keys(SECTIONS) as ReportName[]) {
    const section = sectionOf(name, result, money);
    if (section !== null) parts.push(section);
  }
  return parts.join("\n");
}

function sectionOf<Name extends ReportName>(name: Name, result: Result, money: Format): string | null {
  const value: ReportValue<Name> | undefined = (result as { [N in Name]?: ReportValue<N> })[name];
  if (value === undefined) return null;
  const { title, body }: Section<Name> = SECTIONS[name];
  const text = isUnavailable(value) ? `  ${REASONS[value.unavailable]}\n` : body(value as Available<Name>, money);
  return `${title}\n${text}`;
}

type Format = (minor: number | null) => string;
type Available<Name extends ReportName> = Exclude<ReportValue<Name>, { readonly unavailable: string }>;

interface Section<Name extends ReportName> {
  readonly title: string;
  readonly body: (value: Available<Name>, money: Format) => string;
}

const pairs = (rows: readonly (readonly [string, string])[]): string => textTable(["", ""], rows);

/** As many periods of a cohort as fit beside its name and size in 80 columns. */
const COHORT_COLUMNS = 9;

/** A key such as "needsAttention" as words. */
const words = (key: string): string => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A fitted parameter; without drop-out they run off to any size. */
function parameter(value: number | null): string {
  return value !== null && value >= 1e6 ? value.toExponential(3) : number(value, 3);
}

const SECTIONS: { readonly [Name in ReportName]: Section<Name> } = {
  counts: {
    title: "Overview",
    body: (value, money) =>
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
  },
  repeatPurchase: {
    title: "Repeat purchase",
    body: (value) =>
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
  },
  cohorts: {
    title: "Cohorts: share with an order in the period (kind A), by periods since the first",
    body: ({ rows }) => {
      const longest = rows.reduce((most, row) => Math.max(most, row.active.length), 0);
      const columns = Math.min(COHORT_COLUMNS, longest);
      const cut = longest > columns ? ` The first ${columns} of ${longest} periods; --json has all.` : "";
      const note = `  * The period has not fully passed.${cut}\n`;
      return (
        note +
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
  },
  retentionRate: {
    title: "Customer retention rate: (end − new) / start",
    body: ({ rows, lookBackDays }) =>
      `  A customer is somebody with an order in the last ${lookBackDays} days.\n` +
      "  Too early: that reaches before the first order. Pending: not fully passed.\n" +
      textTable(
        ["period", "start", "end", "new", "kept", "reactivated", "rate", "churn", ""],
        rows.map((row) => [
          row.period,
          ...[row.start, row.end, row.new, row.kept, row.reactivated].map((count) => number(count)),
          percent(row.rate),
          percent(row.churn),
          STATES[row.state],
        ]),
      ),
  },
  consecutiveRetention: {
    title: "Retention from one period to the next (kind D)",
    body: ({ rows }) =>
      textTable(
        ["period", "previous", "active", "new", "retained", "reactivated", "lost", "rate", ""],
        rows.map((row) => [
          row.period,
          ...[row.previous, row.active, row.new, row.retained, row.reactivated, row.lost].map((count) => number(count)),
          percent(row.rate),
          STATES[row.state],
        ]),
      ),
  },
  funnel: {
    title: "From order to order",
    body: ({ steps }, money) =>
      "  Kaplan-Meier: share that orders again within so many days. Median: in days.\n" +
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
  },
  gaps: {
    title: "Days between orders",
    body: ({ all }) =>
      pairs([
        ["gaps", number(all.n)],
        ["mean", number(all.mean, 1)],
        ["lower quartile", number(all.p25, 1)],
        ["median", number(all.median, 1)],
        ["upper quartile", number(all.p75, 1)],
      ]),
  },
  rfm: {
    title: "RFM groups",
    body: ({ groups, cutPoints }, money) => {
      const all = Object.values(groups).reduce((sum, size) => sum + size, 0);
      return (
        textTable(
          ["group", "customers", "share"],
          Object.entries(groups).map(([group, size]) => [words(group), number(size), percent(size / all)]),
        ) +
        textTable(
          ["cut points", "20 %", "40 %", "60 %", "80 %"],
          [
            ["days since last order", ...cutPoints.r.map((cut) => number(cut, 1))],
            ["orders", ...cutPoints.f.map((cut) => number(cut, 1))],
            ["net sales", ...cutPoints.m.map((cut) => money(Math.round(cut)))],
          ],
        )
      );
    },
  },
  lifecycle: {
    title: "Lifecycle",
    body: ({ sizesByClock, bounds, pooled }) =>
      textTable(
        ["stage", "between", "due", "at risk", "lapsed"],
        Object.entries(sizesByClock)
          .filter(([, by]) => by.between + by.due + by.atRisk + by.lapsed > 0)
          .map(([stage, by]) => [
            words(stage),
            ...[by.between, by.due, by.atRisk, by.lapsed].map((size) => number(size)),
          ]),
      ) +
      textTable(
        ["days after", "due", "at risk", "lapsed"],
        [...Object.entries(bounds), ["all", pooled] as const].map(([orders, bound]) => [
          ORDER_DAYS[orders] ?? "any order",
          ...[bound.dueDays, bound.atRiskDays, bound.lapsedDays].map((days) => number(days)),
        ]),
      ),
  },
  clv: {
    title: "Models of customer lifetime value (time in weeks)",
    body: ({ bgNbd, mbgNbd, gammaGamma }) => {
      const unavailable = (reason: UnavailableReason): string => REASONS[reason];
      return pairs([
        [
          "BG/NBD",
          "unavailable" in bgNbd
            ? unavailable(bgNbd.unavailable)
            : `r ${parameter(bgNbd.r)}  alpha ${parameter(bgNbd.alpha)}  a ${parameter(bgNbd.a)}  b ${parameter(bgNbd.b)}`,
        ],
        [
          "MBG/NBD",
          `r ${parameter(mbgNbd.r)}  alpha ${parameter(mbgNbd.alpha)}  a ${parameter(mbgNbd.a)}  b ${parameter(mbgNbd.b)}` +
            (mbgNbd.dropOutVisible ? "" : "  (no drop-out visible)"),
        ],
        [
          "Gamma-Gamma",
          "unavailable" in gammaGamma
            ? unavailable(gammaGamma.unavailable)
            : `p ${parameter(gammaGamma.p)}  q ${parameter(gammaGamma.q)}  v ${parameter(gammaGamma.v)}`,
        ],
      ]);
    },
  },
  maturity: {
    title: "Maturity",
    body: (value) =>
      pairs([
        ["stage", value.stage],
        ["stage held", value.stageHeld],
        ["effort to retention", percent(value.retentionShare)],
        ["age in days", number(value.ageDays)],
        ["orders a day", number(value.ordersPerDay, 2)],
      ]),
  },
};

const STATES = { observed: "", pending: "pending", shortHistory: "too early" } as const;
const ORDER_DAYS: Readonly<Record<string, string>> = {
  1: "the first order",
  2: "the second",
  3: "the third",
  4: "any later one",
};
