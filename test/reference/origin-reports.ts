import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { firstDayOf, guestOrdersAsOf, netOf, peopleAsOf, ratio, total } from "./people.ts";
import type { Person } from "./people.ts";
import { nameOf, periodsBetween, startOf, stepped } from "./periods.ts";

/** Chapter 9: where customers came from. */

const Z = 1.959963984540054;

/** Wilson's interval as the two roots of (p − π)² = z²·π(1 − π)/n. */
export function wilsonReference(successes: number, n: number): { low: number; high: number } | null {
  if (n === 0) return null;
  const p = successes / n;
  const [a, b, c] = [1 + (Z * Z) / n, -(2 * p + (Z * Z) / n), p * p];
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
  return { low: (-b - root) / (2 * a), high: (-b + root) / (2 * a) };
}

/** Second order within 90 days among the customers with at least 90 days. */
export function repeatWithin90(people: readonly Person[], asOf: number) {
  const eligible = people.filter((person) => asOf - firstDayOf(person) >= 90);
  const repeated = eligible.filter(({ orders: [first, second] }) => second && second.day - first!.day <= 90).length;
  return {
    eligible: eligible.length,
    repeated,
    rate: ratio(repeated, eligible.length),
    interval: wilsonReference(repeated, eligible.length),
  };
}

type Origin = "channel" | "lastChannel" | "sourceMedium" | "campaign" | "landingPage" | "referrer";

function tableReference(people: readonly Person[], by: Origin, asOf: number) {
  const starts = people.length === 0 ? [] : periodsBetween(Math.min(...people.map(firstDayOf)), asOf, "month");
  const figures = (some: readonly Person[]) => {
    const orders = total(some.map((person) => person.orders.length));
    const net = total(some.map(netOf));
    return {
      customers: some.length,
      share: ratio(some.length, people.length),
      orders,
      netSalesMinor: net,
      averageOrderValueMinor: ratio(net, orders),
      netSalesPerCustomerMinor: ratio(net, some.length),
      repeatWithin90Days: repeatWithin90(some, asOf),
      newCustomers: starts.map(
        (start) => some.filter((person) => startOf(firstDayOf(person), "month") === start).length,
      ),
    };
  };
  const valueOf = (person: Person): string | null => person.orders[0]![by] ?? null;
  const having = (value: string | null): Person[] => people.filter((person) => valueOf(person) === value);
  const values = [...new Set(people.map(valueOf))].sort(
    (a, b) => having(b).length - having(a).length || ((a ?? "") < (b ?? "") ? -1 : 1),
  );
  const isNamed = (value: string | null): boolean => value === null || value === "direct" || value === "unknown";
  const listed = values.filter((value, place) => place < 50 || isNamed(value));
  const others = values.filter((value) => !listed.includes(value));
  const isOver = starts.length > 0 && stepped(starts.at(-1)!, "month", 1) - 1 <= asOf;
  return {
    by,
    months: starts.map((start) => nameOf(start, "month")),
    pendingFrom: starts.length === 0 || isOver ? null : starts.length - 1,
    rows: listed.map((value) => ({ value, ...figures(having(value)) })),
    other: others.length > 0 ? { values: others.length, ...figures(others.flatMap(having)) } : null,
  };
}

export function channelsReference(
  orders: readonly TimelineOrder[],
  { asOf, by }: { asOf: number; by: Exclude<Origin, "lastChannel"> },
) {
  const people = peopleAsOf(orders, asOf);
  const guests = guestOrdersAsOf(orders, asOf);
  return {
    first: tableReference(people, by, asOf),
    last: by === "channel" ? tableReference(people, "lastChannel", asOf) : null,
    guests: { orders: guests.length, netSalesMinor: total(guests.map((order) => order.netMinor)) },
  };
}
