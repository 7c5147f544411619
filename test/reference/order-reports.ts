import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import {
  daysOf,
  firstDayOf,
  guestOrdersAsOf,
  leftOutAsOf,
  netOf,
  peopleAsOf,
  quantile,
  ratio,
  survivalAt,
  total,
} from "./people.ts";

/** Chapters 2, 3, 4 and 8: counts, repeat purchase, funnel, gaps, maturity. */

export function countsReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf);
  const guests = guestOrdersAsOf(orders, asOf);
  const counted = [...people.flatMap((person) => person.orders), ...guests];
  const net = total(counted.map((order) => order.netMinor));
  const customerOrders = counted.length - guests.length;
  const highestFirst = people.map(netOf).sort((a, b) => b - a);
  const ofCustomers = total(highestFirst);
  const top = highestFirst.slice(0, Math.ceil(people.length / 5));
  return {
    customers: people.length,
    orders: counted.length,
    guestOrders: guests.length,
    leftOut: leftOutAsOf(orders, asOf),
    netSalesMinor: net,
    averageOrderValueMinor: ratio(net, counted.length),
    medianOrderValueMinor: quantile(
      counted.map((order) => order.netMinor),
      0.5,
    ),
    ordersPerCustomer: ratio(customerOrders, people.length),
    netSalesPerCustomerMinor: ratio(ofCustomers, people.length),
    topFifthShare: ratio(total(top), ofCustomers),
  };
}

export function repeatPurchaseReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf);
  const repeat = people.filter((person) => person.orders.length >= 2).length;
  const byDays = people.filter((person) => daysOf(person).length >= 2).length;
  const within = (n: number) => {
    const eligible = people.filter((person) => asOf - firstDayOf(person) >= n);
    const repeated = eligible.filter(({ orders: [first, second] }) => second && second.day - first!.day <= n).length;
    return { eligible: eligible.length, repeated, rate: ratio(repeated, eligible.length) };
  };
  return {
    customers: people.length,
    repeatCustomers: repeat,
    rate: ratio(repeat, people.length),
    repeatCustomersByDays: byDays,
    rateByDays: ratio(byDays, people.length),
    withinDays: Object.fromEntries([30, 60, 90, 180, 365].map((n) => [n, within(n)])),
  };
}

export function funnelReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf);
  const most = Math.max(0, ...people.map((person) => person.orders.length));
  const steps = [];
  for (let n = 1; n <= Math.min(20, most); n++) {
    const reached = people.filter((person) => person.orders.length >= n);
    const next = reached.filter((person) => person.orders.length > n);
    const durations = reached.map(({ orders: own }) => ({
      days: (own[n]?.day ?? asOf) - own[n - 1]!.day,
      ended: own.length > n,
    }));
    const horizon = [365, 180, 90, 60, 30].find((h) => durations.filter(({ days }) => days >= h).length >= 20) ?? null;
    const { survival, greenwood } = survivalAt(durations, horizon ?? 0);
    const estimate = horizon === null ? null : 1 - survival;
    const inside = estimate !== null && estimate > 0 && estimate < 1;
    const spread = Math.exp((1.959963984540054 * Math.sqrt(greenwood)) / Math.abs(Math.log(survival)));
    steps.push({
      orders: n,
      customers: reached.length,
      stepRate: ratio(next.length, reached.length),
      kaplanMeierRate: estimate,
      low: inside ? 1 - survival ** (1 / spread) : null,
      high: inside ? 1 - survival ** spread : null,
      horizonDays: horizon,
      medianDaysToNext: quantile(
        next.map(({ orders: own }) => own[n]!.day - own[n - 1]!.day),
        0.5,
      ),
      averageOrderValueMinor: ratio(total(reached.map(({ orders: own }) => own[n - 1]!.netMinor)), reached.length),
    });
  }
  return { steps };
}

export function gapsReference(orders: readonly TimelineOrder[], asOf: number) {
  const perCustomer = peopleAsOf(orders, asOf).map((person) => {
    const days = daysOf(person);
    return days.slice(1).map((day, i) => day - days[i]!);
  });
  const summary = (gaps: readonly number[]) => ({
    n: gaps.length,
    mean: ratio(total(gaps), gaps.length),
    p25: quantile(gaps, 0.25),
    median: quantile(gaps, 0.5),
    p75: quantile(gaps, 0.75),
  });
  const steps = [];
  for (let step = 0; step < 20 && perCustomer.some((gaps) => gaps.length > step); step++) {
    steps.push({ orderDays: step + 1, ...summary(perCustomer.flatMap((gaps) => gaps.slice(step, step + 1))) });
  }
  return { all: summary(perCustomer.flat()), steps };
}

const STAGES = [
  { name: "gaining traction", age: 0, reached: () => true, perDay: 0, share: 0.15 },
  { name: "consistent", age: 60, reached: (orders: number) => orders >= 28, perDay: 1, share: 0.3 },
  { name: "established", age: 120, reached: (orders: number) => orders >= 280, perDay: 10, share: 0.5 },
  { name: "well established", age: 365, reached: (orders: number) => orders > 280, perDay: 10, share: 0.6 },
];

export function maturityReference(orders: readonly TimelineOrder[], asOf: number) {
  const days = orders.filter((order) => order.leftOut === null && order.day <= asOf).map((order) => order.day);
  if (days.length === 0) return { ageDays: null, ordersPerDay: 0, stage: "just started", retentionShare: 0 };
  const first = Math.min(...days);
  const inPace = (day: number) => days.filter((one) => one > day - 28 && one <= day).length;
  const stageOn = (day: number) =>
    STAGES.reduce((best, stage, i) => (day - first >= stage.age && stage.reached(inPace(day)) ? i : best), 0);
  let held = 0;
  for (let day = first; day <= asOf; day++) {
    const stage = stageOn(day);
    if (stage >= held) held = stage;
    while (held > stage && inPace(day) / 28 < 0.8 * STAGES[held]!.perDay) held--;
  }
  const stage = STAGES[stageOn(asOf)]!;
  return {
    ageDays: asOf - first,
    ordersPerDay: inPace(asOf) / 28,
    stage: stage.name,
    retentionShare: stage.share,
    stageHeld: STAGES[held]!.name,
    salesHaveStopped: inPace(asOf) === 0,
  };
}

/** Claims: later orders against first orders of the same people. */
export function spendMoreReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf).filter((person) => person.orders.length > 1);
  if (people.length === 0) return { unavailable: "noOrders" };
  const firsts = people.map(({ orders: [first] }) => first!.netMinor);
  const laters = people.map(({ orders: [, ...later] }) => total(later.map((order) => order.netMinor)) / later.length);
  return {
    customers: people.length,
    firstOrderMinor: total(firsts) / people.length,
    laterOrdersMinor: total(laters) / people.length,
  };
}
