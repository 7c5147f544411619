import type { Period } from "../../app/analytics/calendar.ts";
import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { firstDayOf, guestOrdersAsOf, peopleAsOf, ratio, total } from "./people.ts";
import type { Person } from "./people.ts";
import { nameOf, periodsBetween, startOf, stepped } from "./periods.ts";

/** Chapter 1: cohorts of kinds A, B and C, by period and by age; kind D; the formula; the returning share. */

export interface RetentionQuestion {
  readonly asOf: number;
  readonly period: Period;
  readonly lookBackDays: number;
}

/** [from, to) */
const orderedIn = (person: Person, from: number, to: number): boolean =>
  person.orders.some((order) => order.day >= from && order.day < to);

export function cohortsReference(orders: readonly TimelineOrder[], { asOf, period }: RetentionQuestion) {
  const people = peopleAsOf(orders, asOf);
  const starts = people.length === 0 ? [] : periodsBetween(Math.min(...people.map(firstDayOf)), asOf, period);
  const rows = [];
  for (const start of starts) {
    const cohort = people.filter((person) => startOf(firstDayOf(person), period) === start);
    if (cohort.length === 0) continue;
    const cells = starts
      .filter((other) => other >= start)
      .map((from) => {
        const to = stepped(from, period, 1);
        const inside = cohort.flatMap((person) => person.orders.filter((order) => order.day >= from && order.day < to));
        return {
          active: cohort.filter((person) => orderedIn(person, from, to)).length,
          cumulativeRepeat: cohort.filter(({ orders: [, second] }) => second && second.day < to).length,
          onOrAfter: cohort.filter((person) => orderedIn(person, from, Infinity)).length,
          orders: inside.length,
          netSalesMinor: total(inside.map((order) => order.netMinor)),
          // Pending: its last day is after the day of the report.
          pending: to - 1 > asOf,
        };
      });
    const pendingFrom = cells.findIndex((cell) => cell.pending);
    rows.push({
      cohort: nameOf(start, period),
      size: cohort.length,
      active: cells.map((cell) => cell.active),
      cumulativeRepeat: cells.map((cell) => cell.cumulativeRepeat),
      onOrAfter: cells.map((cell) => cell.onOrAfter),
      orders: cells.map((cell) => cell.orders),
      netSalesMinor: cells.map((cell) => cell.netSalesMinor),
      pendingFrom: pendingFrom < 0 ? null : pendingFrom,
    });
  }
  return { period, rows };
}

/** Money of the cells beside order-date net sales: net sales by return date and cumulative net sales per acquired customer. */
export function cohortMoneyReference(orders: readonly TimelineOrder[], { asOf, period }: RetentionQuestion) {
  const people = peopleAsOf(orders, asOf);
  const starts = people.length === 0 ? [] : periodsBetween(Math.min(...people.map(firstDayOf)), asOf, period);
  return starts
    .map((start) => people.filter((person) => startOf(firstDayOf(person), period) === start))
    .filter((cohort) => cohort.length > 0)
    .map((cohort) => {
      const own = cohort.flatMap((person) => person.orders);
      const froms = starts.filter(
        (from) => from >= startOf(own[0]!.day, period) && from >= startOf(firstDayOf(cohort[0]!), period),
      );
      return froms.map((from) => {
        const to = stepped(from, period, 1);
        const inside = own.filter((order) => order.day >= from && order.day < to);
        const sold = total(inside.map((order) => order.grossMinor - order.discountMinor));
        // A return that is dated before its order counts with the order.
        const back = own
          .flatMap((order) => order.returns.map((one) => ({ ...one, day: Math.max(one.day, order.day) })))
          .filter((one) => one.day >= from && one.day < to && one.day <= asOf);
        const upTo = own.filter((order) => order.day < to);
        return {
          returnDateNetSalesMinor: sold - total(back.map((one) => one.amountMinor)),
          averageOrderValueMinor: ratio(total(inside.map((order) => order.netMinor)), inside.length),
          cumulativeNetSalesPerCustomerMinor: total(upTo.map((order) => order.netMinor)) / cohort.length,
        };
      });
    });
}

/** The first counted order of anybody, guests included. */
function shopFirstDay(orders: readonly TimelineOrder[], asOf: number): number | null {
  const days = [
    ...peopleAsOf(orders, asOf).map(firstDayOf),
    ...guestOrdersAsOf(orders, asOf).map((order) => order.day),
  ];
  return days.length === 0 ? null : Math.min(...days);
}

/** Periods after the one of the very first order, as [from, to). */
function listed(orders: readonly TimelineOrder[], { asOf, period }: RetentionQuestion): [number, number][] {
  const first = shopFirstDay(orders, asOf);
  if (first === null) return [];
  return periodsBetween(first, asOf, period)
    .slice(1)
    .map((from) => [from, stepped(from, period, 1)]);
}

export function retentionRateReference(orders: readonly TimelineOrder[], question: RetentionQuestion) {
  const { asOf, period, lookBackDays: w } = question;
  const people = peopleAsOf(orders, asOf);
  const first = shopFirstDay(orders, asOf) ?? 0;
  const rows = listed(orders, question).map(([a, b]) => {
    const s = people.filter((person) => orderedIn(person, a - w, a));
    const e = people.filter((person) => orderedIn(person, b - w, b));
    const n = people.filter((person) => firstDayOf(person) >= a && firstDayOf(person) < b);
    const kept = s.filter((person) => e.includes(person)).length;
    const reactivated = e.filter((person) => !s.includes(person) && !n.includes(person)).length;
    const state = b - 1 > asOf ? "pending" : a - w < first ? "shortHistory" : "observed";
    const known = state === "observed" && s.length > 0;
    return {
      period: nameOf(a, period),
      start: s.length,
      end: e.length,
      new: n.length,
      kept,
      reactivated,
      rate: known ? (e.length - n.length) / s.length : null,
      churn: known ? 1 - kept / s.length : null,
      state,
    };
  });
  return { lookBackDays: w, period, rows };
}

/** Of the customers with an order in the look-back before a period: how many order in it. */
export function returningShareReference(orders: readonly TimelineOrder[], question: RetentionQuestion) {
  const { asOf, period, lookBackDays } = question;
  const people = peopleAsOf(orders, asOf);
  const first = shopFirstDay(orders, asOf) ?? 0;
  const rows = listed(orders, question).map(([a, b]) => {
    const existing = people.filter((person) => orderedIn(person, a - lookBackDays, a));
    const returned = existing.filter((person) => orderedIn(person, a, b)).length;
    const state = b - 1 > asOf ? "pending" : a - lookBackDays < first ? "shortHistory" : "observed";
    return {
      period: nameOf(a, period),
      existing: existing.length,
      returned,
      share: state === "observed" ? ratio(returned, existing.length) : null,
      state,
    };
  });
  return { lookBackDays, period, rows };
}

export function consecutiveRetentionReference(orders: readonly TimelineOrder[], question: RetentionQuestion) {
  const { asOf, period } = question;
  const people = peopleAsOf(orders, asOf);
  const rows = listed(orders, question).map(([a, b]) => {
    const previous = people.filter((person) => orderedIn(person, stepped(a, period, -1), a));
    const active = people.filter((person) => orderedIn(person, a, b));
    const fresh = active.filter((person) => firstDayOf(person) >= a).length;
    const retained = active.filter((person) => previous.includes(person)).length;
    const pending = b - 1 > asOf;
    return {
      period: nameOf(a, period),
      previous: previous.length,
      active: active.length,
      new: fresh,
      retained,
      reactivated: active.length - retained - fresh,
      lost: previous.length - retained,
      rate: pending ? null : ratio(retained, previous.length),
      state: pending ? "pending" : "observed",
    };
  });
  return { period, rows };
}
