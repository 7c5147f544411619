import type { Period } from "../../app/analytics/calendar.ts";
import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { firstDayOf, peopleAsOf, ratio, total } from "./people.ts";
import type { Person } from "./people.ts";
import { nameOf, startOf } from "./periods.ts";

/** Chapter 1: age columns, and holiday cohorts held against each other at equal age. */

const AGE_DAYS = 30;

interface AgeQuestion {
  readonly asOf: number;
  /** Whether the source knows the costs of any order. */
  readonly hasCosts: boolean;
}

function knowsCosts(orders: readonly TimelineOrder[]): boolean {
  return orders.some((order) => order.leftOut === null && typeof order.costMinor === "number");
}

/** One cohort: every entry is of the customers who have completed the age, and of nobody else. */
function ageRow(cohort: readonly Person[], name: string, { asOf, hasCosts }: AgeQuestion) {
  const completed = (k: number): Person[] =>
    cohort.filter((person) => asOf - firstDayOf(person) >= AGE_DAYS * k + AGE_DAYS - 1);
  const ages: number[] = [];
  while (completed(ages.length).length > 0) ages.push(ages.length);
  const isAt = (person: Person, day: number, k: number): boolean =>
    day >= firstDayOf(person) + AGE_DAYS * k && day < firstDayOf(person) + AGE_DAYS * (k + 1);
  const ordersAt = (k: number): TimelineOrder[] =>
    completed(k).flatMap((person) => person.orders.filter((order) => isAt(person, order.day, k)));
  const ordersUpTo = (k: number): TimelineOrder[] =>
    completed(k).flatMap((person) => person.orders.filter(({ day }) => day < firstDayOf(person) + AGE_DAYS * (k + 1)));
  const net = (orders: readonly TimelineOrder[]): number => total(orders.map((order) => order.netMinor));
  const returnedAt = (k: number): number =>
    total(
      completed(k).flatMap((person) =>
        person.orders.flatMap((order) =>
          order.returns
            // A return that is dated before its order counts with the order.
            .map((one) => ({ ...one, day: Math.max(one.day, order.day) }))
            .filter((one) => one.day <= asOf && isAt(person, one.day, k))
            .map((one) => one.amountMinor),
        ),
      ),
    );
  const pendingFrom = ages.find((k) => completed(k).length < cohort.length);
  return {
    cohort: name,
    size: cohort.length,
    completed: ages.map((k) => completed(k).length),
    active: ages.map(
      (k) => completed(k).filter((person) => person.orders.some((order) => isAt(person, order.day, k))).length,
    ),
    cumulativeRepeat: ages.map(
      (k) =>
        completed(k).filter(
          ({ orders: [first, second] }) => second !== undefined && second.day < first!.day + AGE_DAYS * (k + 1),
        ).length,
    ),
    orders: ages.map((k) => ordersAt(k).length),
    netSalesMinor: ages.map((k) => net(ordersAt(k))),
    cumulativeNetSalesMinor: ages.map((k) => net(ordersUpTo(k))),
    pendingFrom: pendingFrom ?? null,
    returnDateNetSalesMinor: ages.map(
      (k) => total(ordersAt(k).map((order) => order.grossMinor - order.discountMinor)) - returnedAt(k),
    ),
    averageOrderValueMinor: ages.map((k) => ratio(net(ordersAt(k)), ordersAt(k).length)),
    cumulativeNetSalesPerCustomerMinor: ages.map((k) => net(ordersUpTo(k)) / completed(k).length),
    marginMinor: hasCosts
      ? ages.map((k) =>
          ordersAt(k).some((order) => typeof order.costMinor !== "number")
            ? null
            : total(ordersAt(k).map((order) => order.netMinor - order.costMinor!)),
        )
      : null,
  };
}

/** Customers by the period of their first order, earliest first. */
function cohortsOf(people: readonly Person[], period: Period): { start: number; cohort: Person[] }[] {
  const starts = new Set(people.map((person) => startOf(firstDayOf(person), period)));
  return [...starts]
    .sort((a, b) => a - b)
    .map((start) => ({ start, cohort: people.filter((person) => startOf(firstDayOf(person), period) === start) }));
}

export function ageCohortsReference(
  orders: readonly TimelineOrder[],
  { asOf, period }: { asOf: number; period: Period },
) {
  const asked = { asOf, hasCosts: knowsCosts(orders) };
  const rows = cohortsOf(peopleAsOf(orders, asOf), period);
  return {
    period,
    columnDays: AGE_DAYS,
    rows: rows.map(({ start, cohort }) => ageRow(cohort, nameOf(start, period), asked)),
  };
}

export function holidayCohortsReference(orders: readonly TimelineOrder[], asOf: number) {
  const asked = { asOf, hasCosts: knowsCosts(orders) };
  const months = cohortsOf(peopleAsOf(orders, asOf), "month");
  const isHoliday = (start: number): boolean => ["11", "12"].includes(nameOf(start, "month").slice(5));
  const others = months.filter(({ start }) => !isHoliday(start)).flatMap(({ cohort }) => cohort);
  return {
    columnDays: AGE_DAYS,
    rows: months
      .filter(({ start }) => isHoliday(start))
      .map(({ start, cohort }) => ageRow(cohort, nameOf(start, "month"), asked)),
    otherMonths: others.length > 0 ? ageRow(others, "other", asked) : null,
  };
}
