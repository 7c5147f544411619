import type { TimelineCustomer, TimelineOrder } from "../../app/analytics/timelines.ts";
import { firstDayOf, guestOrdersAsOf, peopleAsOf, ratio, total } from "./people.ts";
import type { Person } from "./people.ts";
import { nameOf, startOf, stepped } from "./periods.ts";

/** Chapters 7 and 8: margin by age, the computed range, and what a customer costs. */

const AGE_DAYS = 30;
const YEAR = 365;

/** Margin of an order, and what it is made of. */
function marginsOf(people: readonly Person[], marginRate: number | null) {
  const known = people.every((person) => person.orders.every((order) => typeof order.costMinor === "number"));
  if (marginRate !== null) return { basis: "rate", marginOf: (order: TimelineOrder) => order.netMinor * marginRate };
  if (known) return { basis: "costs", marginOf: (order: TimelineOrder) => order.netMinor - order.costMinor! };
  return { basis: "netSales", marginOf: (order: TimelineOrder) => order.netMinor };
}

/** c(k), and Σ c up to so many days: known ages day by day alike, then the mean of the last three, halving every year. */
function curveOf(people: readonly Person[], asOf: number, marginOf: (order: TimelineOrder) => number) {
  const c: number[] = [];
  for (let k = 0; ; k++) {
    const complete = people.filter((person) => asOf - firstDayOf(person) >= AGE_DAYS * k + AGE_DAYS - 1);
    if (complete.length < 30) break;
    const margins = complete.flatMap((person) =>
      person.orders.filter(({ day }) => Math.floor((day - firstDayOf(person)) / AGE_DAYS) === k).map(marginOf),
    );
    c.push(total(margins) / complete.length);
  }
  if (c.length === 0) return null;
  const last = c.slice(-3);
  const perDay = total(last) / last.length / AGE_DAYS;
  const upTo = (days: number): number => {
    const known = total(c.map((margin, k) => margin * Math.min(1, Math.max(0, days / AGE_DAYS - k))));
    const beyond = Math.max(0, days - AGE_DAYS * c.length);
    return known + (perDay * YEAR * (1 - 0.5 ** (beyond / YEAR))) / Math.log(2);
  };
  return { c, upTo };
}

/** The age of chapter 8: days since the first counted order, whoever placed it. */
function shopAge(orders: readonly TimelineOrder[], asOf: number): number | null {
  const days = [...peopleAsOf(orders, asOf).map(firstDayOf), ...guestOrdersAsOf(orders, asOf).map(({ day }) => day)];
  return days.length === 0 ? null : asOf - Math.min(...days);
}

export function maturityRangeReference(
  { orders, customers }: { orders: readonly TimelineOrder[]; customers: readonly TimelineCustomer[] },
  { asOf, marginRate }: { asOf: number; marginRate: number | null },
) {
  const people = peopleAsOf(orders, asOf);
  if (people.length === 0) return { unavailable: "noOrders" };
  if (shopAge(orders, asOf)! < 120) return { unavailable: "shortHistory" };
  const { basis, marginOf } = marginsOf(people, marginRate);
  const curve = curveOf(people, asOf, marginOf);
  if (people.length < 100 || curve === null) return { unavailable: "tooFewCustomers" };
  const consentOf = new Map(customers.map(({ customerId, consent }) => [customerId, consent]));
  if (people.every(({ id }) => (consentOf.get(id) ?? "unknown") === "unknown"))
    return { unavailable: "consentUnknown" };
  const value = curve.upTo(YEAR);
  const perYear = (people.filter((person) => firstDayOf(person) > asOf - 90).length * YEAR) / 90;
  const subscribed = new Set(
    customers.filter(({ consent }) => consent === "subscribed").map(({ customerId }) => customerId),
  );
  const reach = people.filter(({ id }) => subscribed.has(id)).length / people.length;
  const ahead = total(
    people.map((person) => curve.upTo(asOf - firstDayOf(person) + YEAR) - curve.upTo(asOf - firstDayOf(person))),
  );
  const [a, r] = [value * perYear, reach * ahead];
  if (a < 0 || r < 0 || a + r === 0) return { unavailable: "nothingToCompare" };
  const point = (newValue: number, oldValue: number): number => oldValue / (newValue + oldValue);
  const seconds = people.filter((person) => person.orders.length > 1).length / people.length;
  const growth = (seconds + 0.01) / seconds;
  const first = Math.min(value, total(people.map((person) => marginOf(person.orders[0]!))) / people.length);
  return {
    basis,
    valuePerNewCustomerMinor: value,
    marginByAge: curve.c,
    acquisitionMinor: a,
    retentionMinor: r,
    newCustomersPerYear: perYear,
    existingCustomers: people.length,
    reachableShare: reach,
    point: point(a, r),
    low: Math.min(0.8, Math.floor(20 * (r / (r + 2 * a)) + 1e-8) / 20),
    high: Math.min(0.8, Math.ceil(20 * ((2 * r) / (2 * r + a)) - 1e-8) / 20),
    sensitivity: {
      tenPercentFewerNewCustomers: point(0.9 * a, r),
      tenPercentMoreNewCustomers: point(1.1 * a, r),
      // What follows the first order grows in the proportion in which customers come to a second one.
      onePointMoreSecondOrders: seconds === 0 ? null : point((first + (value - first) * growth) * perYear, r * growth),
      tenPointsMoreReach: point(a, Math.min(1, reach + 0.1) * ahead),
    },
  };
}

interface Spend {
  /** A day of the month. */
  readonly day: number;
  readonly channel: string | null;
  readonly amountMinor: number;
}

export function acquisitionCostReference(
  orders: readonly TimelineOrder[],
  { asOf, spend, marginRate }: { asOf: number; spend: readonly Spend[]; marginRate: number | null },
) {
  const people = peopleAsOf(orders, asOf);
  const monthOf = (day: number): number => startOf(day, "month");
  const isOver = (month: number): boolean => stepped(month, "month", 1) - 1 <= asOf;
  const entered = spend.filter(({ day }) => isOver(monthOf(day)));
  if (entered.length === 0) return { unavailable: "noSpend" };
  const months = [...new Set(entered.map(({ day }) => monthOf(day)))].sort((a, b) => a - b);
  const joinedIn = (month: number): Person[] => people.filter((person) => monthOf(firstDayOf(person)) === month);
  const spentIn = (month: number): Spend[] => entered.filter(({ day }) => monthOf(day) === month);
  const amount = (some: readonly Spend[]): number => total(some.map(({ amountMinor }) => amountMinor));
  const cell = (customers: number, spendMinor: number | null) => ({
    newCustomers: customers,
    spendMinor,
    cacMinor: spendMinor === null ? null : ratio(spendMinor, customers),
  });
  const channelOf = (person: Person): string | null => person.orders[0]!.channel ?? null;
  const channelsIn = (month: number) => {
    const split = spentIn(month).filter(({ channel }) => channel !== null);
    const names = new Set([...split.map(({ channel }) => channel), ...joinedIn(month).map(channelOf)]);
    return [...names]
      .sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
      .map((channel) => {
        const own = split.filter((one) => one.channel === channel);
        const customers = joinedIn(month).filter((person) => channelOf(person) === channel).length;
        return { channel, ...cell(customers, own.length === 0 ? null : amount(own)) };
      });
  };

  const current = isOver(monthOf(asOf)) ? monthOf(asOf) : stepped(monthOf(asOf), "month", -1);
  const lastYear = months.filter((month) => month > stepped(current, "month", -12));
  const acquired = lastYear.flatMap(joinedIn);
  const spent = lastYear.length === 0 ? null : amount(lastYear.flatMap(spentIn));
  const { basis, marginOf } = marginsOf(people, marginRate);
  const curve = curveOf(people, asOf, marginOf);
  const marginUpTo = (person: Person, age: number): number =>
    total(person.orders.filter(({ day }) => day < firstDayOf(person) + age).map(marginOf));
  const observed = total(acquired.map((person) => marginUpTo(person, YEAR)));
  // Of the year, D − firstDay + 1 days have passed.
  const rest = (person: Person): number =>
    curve!.upTo(YEAR) - curve!.upTo(Math.min(YEAR, asOf - firstDayOf(person) + 1));
  const clv = curve === null ? null : observed + total(acquired.map(rest));
  const year = cell(acquired.length, spent);

  let payback: { paybackDays: number | null; paybackState: string } = { paybackDays: null, paybackState: "unknown" };
  for (let age = AGE_DAYS; year.cacMinor !== null; age += AGE_DAYS) {
    // A month has fully reached an age when its last day has.
    const reached = lastYear.filter((month) => asOf - (stepped(month, "month", 1) - 1) >= age - 1).flatMap(joinedIn);
    if (reached.length === 0) break;
    payback = { paybackDays: null, paybackState: "notYet" };
    if (total(reached.map((person) => marginUpTo(person, age))) / reached.length >= year.cacMinor) {
      payback = { paybackDays: age, paybackState: "reached" };
      break;
    }
  }
  return {
    months: months.map((month) => ({
      month: nameOf(month, "month"),
      ...cell(joinedIn(month).length, amount(spentIn(month))),
      channels: channelsIn(month),
    })),
    lastYear: {
      ...year,
      months: lastYear.length,
      basis: acquired.length === 0 ? null : basis,
      clvMinor: clv,
      observedMinor: observed,
      clvToCac: clv === null || spent === null ? null : ratio(clv, spent),
      ...payback,
    },
  };
}
