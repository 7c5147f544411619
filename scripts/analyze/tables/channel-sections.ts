import { SMALL_NUMBER_OF_CASES } from "../../../app/analytics/wilson.ts";
import { clipped } from "../text-width.ts";
import { number, percent, percentRange, points, textTable, UNKNOWN } from "../text-table.ts";
import { note, pairs, section, words } from "./section.ts";
import type { Available, Format, Section } from "./section.ts";

const ROWS = 20;
const NAME = 24;
/** Channels whose new customers are shown by month. */
const NEW_ROWS = 8;
/** Months of new customers that stand side by side. */
const MONTHS = 6;
/** Months of spend that are shown one by one, and channels of each. */
const SPEND_MONTHS = 12;
const SPEND_CHANNELS = 8;

type ChannelTable = Available<"channels">["first"];
type Acquisition = Available<"acquisition">;

/** Reports of where customers come from. */
export const CHANNEL_SECTIONS: Readonly<Record<string, Section>> = {
  channels: section(
    "Channels: customers by where they came from",
    ({ first, last, guests }: Available<"channels">, money: Format) => {
      if (first.rows.length === 0) return note("There is no customer up to this day.");
      if (isSilent(first) && (last === null || isSilent(last))) {
        return note(`The file does not say where customers came from: no order has a ${words(first.by)}.`);
      }
      const others =
        guests.orders > 0
          ? ` Orders without a customer are in no row: ${number(guests.orders)}${sold(guests, money)}.`
          : "";
      return (
        note(
          "By the visits of the first order. Orders and net sales: all of these customers. Again: of those here for 90 days or longer, the share with a second " +
            `order within 90 days of the first, with its 95 % interval.${others}`,
        ) +
        channelTable(first, first.by === "channel" ? "first visit" : words(first.by), money) +
        newCustomersTable(first) +
        (last === null || isSilent(last) ? "" : channelTable(last, "last visit", money))
      );
    },
  ),

  acquisition: section("Cost of new customers", ({ months, lastYear }: Acquisition, money: Format) => {
    const shown = months.slice(-SPEND_MONTHS);
    const cut = shown.length < months.length ? ` The last ${shown.length} of ${months.length} months with spend.` : "";
    const [known, all] = [lastYear.observedMinor, lastYear.clvMinor];
    return (
      note(`Months that are over. Cost: marketing spend of the month for each customer who began in it.${cut}`) +
      textTable(
        ["month", "new customers", "spend", "cost"],
        shown.flatMap((month) => [
          [month.month, number(month.newCustomers), money(month.spendMinor), money(rounded(month.cacMinor))],
          ...channelsOf(month, money),
        ]),
      ) +
      note(
        `The last 12 months that are over, ${number(lastYear.months)} of them with spend. Brought: margin where it is known, ` +
          "else net sales.",
      ) +
      pairs([
        ["new customers", number(lastYear.newCustomers)],
        ["spend", money(lastYear.spendMinor)],
        ["cost of a new customer", money(rounded(lastYear.cacMinor))],
        ["what they have brought so far", money(Math.round(known))],
        ["what they bring in their first year", money(rounded(all))],
        ["that for each unit of spend", number(lastYear.clvToCac, 2)],
        ["days until the cost is back", PAYBACK[lastYear.paybackState] ?? number(lastYear.paybackDays)],
      ])
    );
  }),

  mixAndRate: section("Why fewer or more new customers came back within 90 days", (value: Available<"mixAndRate">) => {
    const { rateBefore, rateAfter, change, mix, rate, groups } = value;
    const [before, after] = [days(value.before), days(value.after)];
    if (change === null) {
      return note(
        `It compares customers who began from ${before} and from ${after}, the last two periods whose customers have all had 90 days: ` +
          "there are none in one of them.",
      );
    }
    const isSmall = groups.some((group) => Math.min(group.before.cases, group.after.cases) < SMALL_NUMBER_OF_CASES);
    const small = isSmall ? ` Groups of fewer than ${SMALL_NUMBER_OF_CASES} say little.` : "";
    const shown = [...groups].sort((a, b) => cases(b) - cases(a)).slice(0, ROWS);
    const cut =
      shown.length < groups.length ? ` The ${shown.length} largest of ${groups.length} groups; --json has all.` : "";
    return (
      note(
        `Customers who began from ${before} and from ${after}, the last two periods whose customers have all had 90 days. Mix: because ` +
          `groups became a larger or smaller part. Rate: because customers of a group came back more or less often. Both in ` +
          `percentage points; together they are the change.${small}${cut}`,
      ) +
      textTable(
        ["", "customers", "share", "again", "change", "mix", "rate"],
        [
          ...shown.map((group) => [
            groupName(group.group, NAME),
            `${number(group.before.cases)} → ${number(group.after.cases)}`,
            fromTo(group.shareBefore, group.shareAfter, 0),
            fromTo(group.rateBefore, group.rateAfter, 1),
            points(difference(group.rateAfter, group.rateBefore)),
            points(group.mix),
            points(group.rate),
          ]),
          [
            "all",
            `${number(total(groups, ({ before: { cases: count } }) => count))} → ` +
              number(total(groups, ({ after: { cases: count } }) => count)),
            "",
            fromTo(rateBefore, rateAfter, 1),
            points(change),
            points(mix),
            points(rate),
          ],
        ],
      )
    );
  }),
};

const PAYBACK: Readonly<Record<string, string>> = { notYet: "not yet", unknown: UNKNOWN };

function channelTable(table: ChannelTable, name: string, money: Format): string {
  const shown = table.rows.slice(0, ROWS);
  const left = [...table.rows.slice(ROWS), ...(table.other === null ? [] : [table.other])];
  const values = table.rows.length - shown.length + (table.other?.values ?? 0);
  const sales = (of: (typeof left)[number]): number => of.netSalesMinor ?? 0;
  const hasMoney = shown.some((row) => row.netSalesMinor !== null);
  const others = [
    `${number(values)} others`,
    number(total(left, (row) => row.customers)),
    "",
    number(total(left, (row) => row.orders)),
    ...(hasMoney ? [money(total(left, sales))] : []),
  ];
  return textTable(
    [name, "customers", "share", "orders", ...(hasMoney ? ["net sales", "mean"] : []), "again", "95 %", "of"],
    [
      ...shown.map((row) => [
        groupName(row.value, NAME),
        number(row.customers),
        percent(row.share),
        number(row.orders),
        ...(hasMoney ? [money(row.netSalesMinor), money(rounded(row.averageOrderValueMinor))] : []),
        percent(row.repeatWithin90Days.rate, 0),
        percentRange(row.repeatWithin90Days.interval, 0),
        number(row.repeatWithin90Days.eligible),
      ]),
      ...(left.length > 0 ? [others] : []),
    ],
  );
}

function newCustomersTable({ months, pendingFrom, rows }: ChannelTable): string {
  const from = Math.max(0, months.length - MONTHS);
  return (
    textTable(
      ["new customers", ...months.slice(from).map((month, m) => (from + m === pendingFrom ? `${month}*` : month))],
      rows
        .slice(0, NEW_ROWS)
        .map((row) => [groupName(row.value, NAME), ...row.newCustomers.slice(from).map((count) => number(count))]),
    ) + (pendingFrom === null ? "" : note("* The month is not over."))
  );
}

/** Spend by channel, where any is known. */
function channelsOf({ channels }: Acquisition["months"][number], money: Format): string[][] {
  if (channels.every(({ spendMinor }) => spendMinor === null)) return [];
  return [...channels]
    .sort((a, b) => (b.spendMinor ?? -1) - (a.spendMinor ?? -1) || b.newCustomers - a.newCustomers)
    .slice(0, SPEND_CHANNELS)
    .map((cell) => [
      `  ${groupName(cell.channel, NAME)}`,
      number(cell.newCustomers),
      money(cell.spendMinor),
      money(rounded(cell.cacMinor)),
    ]);
}

/** True where all that is known is that nothing is. */
function isSilent({ rows }: ChannelTable): boolean {
  return rows.every(({ value }) => value === null);
}

function days({ fromOn, toOn }: Available<"mixAndRate">["before"]): string {
  return `${fromOn} to ${toOn}`;
}

function sold({ netSalesMinor }: { readonly netSalesMinor: number | null }, money: Format): string {
  return netSalesMinor === null ? "" : `, ${money(netSalesMinor)}`;
}

function groupName(value: string | null, columns: number): string {
  return value === null ? "(not recorded)" : clipped(value, columns);
}

function cases(group: Available<"mixAndRate">["groups"][number]): number {
  return group.before.cases + group.after.cases;
}

function fromTo(before: number | null, after: number | null, digits: number): string {
  return `${percent(before, digits)} → ${percent(after, digits)}`;
}

function difference(after: number | null, before: number | null): number | null {
  return after === null || before === null ? null : after - before;
}

function rounded(minor: number | null): number | null {
  return minor === null ? null : Math.round(minor);
}

function total<T>(of: readonly T[], figure: (one: T) => number): number {
  return of.reduce((sum, one) => sum + figure(one), 0);
}
