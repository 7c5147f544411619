import type { DayRange } from "../../app/analytics/calendar.ts";
import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { firstDayOf, guestOrdersAsOf, peopleAsOf, quantile, ratio, total } from "./people.ts";
import { dateOf } from "./periods.ts";

/** Chapter 1: a change of the repeat rate as mix and rate. Chapter 2: order values by order number. */

interface ChangeQuestion {
  readonly asOf: number;
  readonly before: DayRange;
  readonly after: DayRange;
  readonly by: "channel" | "country" | "discountCode";
}

export function repeatChangeReference(orders: readonly TimelineOrder[], { asOf, before, after, by }: ChangeQuestion) {
  const people = peopleAsOf(orders, asOf).filter((person) => asOf - firstDayOf(person) >= 90);
  const named = ({ from, to }: DayRange) => ({ fromOn: dateOf(from), toOn: dateOf(to - 1) });
  const came = ({ from, to }: DayRange) => people.filter((one) => firstDayOf(one) >= from && firstDayOf(one) < to);
  const groupOf = (person: (typeof people)[number]): string | null => person.orders[0]![by] ?? null;
  const counted = (some: typeof people) => ({
    cases: some.length,
    successes: some.filter(({ orders: [first, second] }) => second && second.day - first!.day <= 90).length,
  });
  const names = [...new Set([...came(before), ...came(after)].map(groupOf))].sort((a, b) =>
    a === null ? -1 : b === null ? 1 : a < b ? -1 : 1,
  );
  const whole = { before: counted(came(before)), after: counted(came(after)) };
  const known = whole.before.cases > 0 && whole.after.cases > 0;
  const groups = names.map((group) => {
    const own = {
      before: counted(came(before).filter((person) => groupOf(person) === group)),
      after: counted(came(after).filter((person) => groupOf(person) === group)),
    };
    const rateBefore = ratio(own.before.successes, own.before.cases);
    const rateAfter = ratio(own.after.successes, own.after.cases);
    const shareBefore = ratio(own.before.cases, whole.before.cases);
    const shareAfter = ratio(own.after.cases, whole.after.cases);
    // A group that came or went has the one rate it is known by.
    const [r0, r1] = [(rateBefore ?? rateAfter)!, (rateAfter ?? rateBefore)!];
    return {
      group,
      ...own,
      shareBefore,
      shareAfter,
      rateBefore,
      rateAfter,
      mix: known ? (shareAfter! - shareBefore!) * ((r0 + r1) / 2) : null,
      rate: known ? (r1 - r0) * ((shareBefore! + shareAfter!) / 2) : null,
    };
  });
  const rateBefore = ratio(whole.before.successes, whole.before.cases);
  const rateAfter = ratio(whole.after.successes, whole.after.cases);
  return {
    withinDays: 90,
    before: named(before),
    after: named(after),
    rateBefore,
    rateAfter,
    change: known ? rateAfter! - rateBefore! : null,
    mix: known ? total(groups.map((group) => group.mix!)) : null,
    rate: known ? total(groups.map((group) => group.rate!)) : null,
    groups,
  };
}

function valueOf(orders: readonly TimelineOrder[]) {
  const nets = orders.map((order) => order.netMinor);
  return {
    orders: orders.length,
    averageOrderValueMinor: ratio(total(nets), orders.length),
    medianOrderValueMinor: quantile(nets, 0.5),
  };
}

function customerValueOf(orders: readonly TimelineOrder[]) {
  const discounted = orders.filter((order) => order.discountMinor > 0).length;
  const withCosts = orders.filter((order) => typeof order.costMinor === "number");
  const margin = total(withCosts.map((order) => order.netMinor - order.costMinor!));
  const net = total(withCosts.map((order) => order.netMinor));
  return {
    ...valueOf(orders),
    discountedOrders: discounted,
    discountedShare: ratio(discounted, orders.length),
    ordersWithCosts: withCosts.length,
    marginMinor: withCosts.length > 0 ? margin : null,
    marginRate: withCosts.length > 0 ? ratio(margin, net) : null,
  };
}

export function orderValueReference(orders: readonly TimelineOrder[], asOf: number) {
  const histories = peopleAsOf(orders, asOf).map((person) => person.orders);
  const nth = (n: number) => histories.flatMap((own) => own.slice(n - 1, n));
  const byNumber = [];
  for (let n = 1; n <= 20 && nth(n).length > 0; n++) byNumber.push({ number: n, ...customerValueOf(nth(n)) });
  return {
    all: valueOf([...histories.flat(), ...guestOrdersAsOf(orders, asOf)]),
    first: customerValueOf(nth(1)),
    later: customerValueOf(histories.flatMap((own) => own.slice(1))),
    byNumber,
  };
}
