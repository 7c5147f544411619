import {
  chancesTaken,
  expectedOrdersOfActive,
  MOST_TERMS,
  orderQuantile,
  orderTailsOfActive,
  probabilityOfOrderOfActive,
  termsOf,
} from "./expected-orders.ts";
import type { PurchaseModel } from "./expected-orders.ts";

/**
 * What is expected of customers who have not left, per number of repeat days and age in days: one slot for each pair, filled when it
 * is first asked for. Flat columns, because millions of customers look into it in no order.
 */
export interface ActiveForecasts {
  readonly slotOf: (repeatDays: number, customerAge: number) => number;
  /** Orders within the horizon, and the mean of their square. */
  readonly orders: (slot: number) => number;
  readonly ordersSquared: (slot: number) => number;
  readonly probabilityOfOrder: (slot: number) => number;
  /** Orders of each step times its weight: what multiplies the value of an order. */
  readonly weightedOrders: (slot: number) => number;
  /** 10 % (`low`) or 90 % quantile of the orders of a customer who is active with probability `alive`. */
  readonly lowOrders: (slot: number, alive: number) => number;
  readonly highOrders: (slot: number, alive: number) => number;
}

const DAYS_PER_WEEK = 7;
/** The 80 % range: chances to have more orders than its low and its high end. */
const EXCEEDED = { low: 0.9, high: 0.1 } as const;
const FIGURES = 4;
/** Beyond this, e to the minus is too near to the smallest number for the quick series. */
const FARTHEST_EXPONENT = 600;
const PRECISION = 1e-17;

/**
 * Forecasts for steps that end after `endDays` (the last one is the horizon); `stepWeights` is what an order in each step counts. Time
 * in the model is in weeks. The series of `expectedOrdersOfActive` for all steps at once: its factors that do not depend on the
 * step or the age are tabled per number of repeat days.
 */
export function activeForecasts(
  model: PurchaseModel,
  endDays: readonly number[],
  stepWeights: readonly number[],
): ActiveForecasts {
  const steps = endDays.length;
  const ends = endDays.map((days) => days / DAYS_PER_WEEK);
  const horizon = ends[steps - 1]!;
  // Σ weight·(E(end) − E(end before)), by parts: each E once.
  const factors = Float64Array.from(stepWeights, (weight, j) => weight - (stepWeights[j + 1] ?? 0));
  const probabilities = new Float64Array(steps);
  const ratios = new Float64Array(steps);
  const tables: SeriesTable[] = [];

  // Slot + 1 by age, 0 where there is none yet, for each number of repeat days.
  const slots: Uint32Array[] = [];
  let figures = new Float64Array(FIGURES * 4096);
  const pairs: { readonly repeatDays: number; readonly age: number }[] = [];
  const tails: Float64Array[] = [];

  return {
    slotOf: (repeatDays, customerAge) => {
      let byAge = slots[repeatDays];
      if (byAge === undefined || byAge.length <= customerAge) byAge = withRoomFor(repeatDays, customerAge);
      return (byAge[customerAge] || newSlot(byAge, repeatDays, customerAge)) - 1;
    },
    orders: (slot) => figures[FIGURES * slot]!,
    ordersSquared: (slot) => figures[FIGURES * slot + 1]!,
    probabilityOfOrder: (slot) => figures[FIGURES * slot + 2]!,
    weightedOrders: (slot) => figures[FIGURES * slot + 3]!,
    lowOrders: (slot, alive) => quantile(slot, alive, EXCEEDED.low),
    highOrders: (slot, alive) => quantile(slot, alive, EXCEEDED.high),
  };

  function withRoomFor(repeatDays: number, customerAge: number): Uint32Array {
    const larger = new Uint32Array(Math.max(customerAge + 1, 1024, 2 * (slots[repeatDays]?.length ?? 0)));
    if (slots[repeatDays]) larger.set(slots[repeatDays]);
    return (slots[repeatDays] = larger);
  }

  function newSlot(byAge: Uint32Array, repeatDays: number, customerAge: number): number {
    const slot = pairs.length;
    const age = customerAge / DAYS_PER_WEEK;
    pairs.push({ repeatDays, age });
    if (FIGURES * pairs.length > figures.length) {
      const larger = new Float64Array(2 * figures.length);
      larger.set(figures);
      figures = larger;
    }
    const { orders, ordersSquared, weightedOrders } = sums(repeatDays, age);
    figures[FIGURES * slot] = orders;
    figures[FIGURES * slot + 1] = ordersSquared;
    figures[FIGURES * slot + 2] = probabilityOfOrderOfActive(model, repeatDays, age, horizon);
    figures[FIGURES * slot + 3] = weightedOrders;
    return (byAge[customerAge] = slot + 1);
  }

  function quantile(slot: number, alive: number, exceeded: number): number {
    // Most customers: no order at all is likely enough.
    if (alive * figures[FIGURES * slot + 2]! <= exceeded) return 0;
    const { repeatDays, age } = pairs[slot]!;
    tails[slot] ??= listedTails(orderTailsOfActive(model, repeatDays, age, horizon));
    return orderQuantile(tails[slot], alive, exceeded);
  }

  function sums(repeatDays: number, customerAge: number): SlotSums {
    const shape = model.r + repeatDays;
    const age = model.alpha + customerAge;
    const mean = (shape * horizon) / age;
    if (model.dropOut === "never") {
      let weightedOrders = 0;
      for (let j = 0; j < steps; j++) weightedOrders += (factors[j]! * shape * ends[j]!) / age;
      return { orders: mean, ordersSquared: mean * (1 + horizon / age) + mean * mean, weightedOrders };
    }
    const terms = Math.ceil(termsOf(mean, horizon / (age + horizon)));
    if (terms > MOST_TERMS || shape * Math.log1p(horizon / age) > FARTHEST_EXPONENT) {
      return sumsOneByOne(repeatDays, customerAge);
    }
    for (let j = 0; j < steps; j++) {
      probabilities[j] = Math.exp(-shape * Math.log1p(ends[j]! / age));
      ratios[j] = ends[j]! / (age + ends[j]!);
    }
    const { growth, orders, squares } = (tables[repeatDays] = seriesTable(
      model,
      repeatDays,
      terms,
      tables[repeatDays],
    ));
    let [weightedOrders, expected, ordersSquared] = [0, 0, 0];
    for (let n = 1; n <= terms; n++) {
      const factor = growth[n]!;
      let weighted = 0;
      let probability = 0;
      for (let j = 0; j < steps; j++) {
        probability = probabilities[j]! *= ratios[j]! * factor;
        weighted += factors[j]! * probability;
      }
      weightedOrders += weighted * orders[n]!;
      expected += probability * orders[n]!;
      ordersSquared += probability * squares[n]!;
      if (n > mean && probability * squares[n]! < PRECISION * ordersSquared) break;
    }
    return { orders: expected, ordersSquared, weightedOrders };
  }

  /** The same for the few whose series is long, or begins below the smallest number. */
  function sumsOneByOne(repeatDays: number, customerAge: number): SlotSums {
    let [weightedOrders, orders] = [0, 0];
    for (let j = 0; j < steps; j++) {
      orders = expectedOrdersOfActive(model, repeatDays, customerAge, ends[j]!);
      weightedOrders += factors[j]! * orders;
    }
    const tails = orderTailsOfActive(model, repeatDays, customerAge, horizon);
    let ordersSquared = 0;
    for (let n = 1; n <= tails.length; n++) ordersSquared += (2 * n - 1) * tails[n - 1]!;
    return { orders, ordersSquared, weightedOrders };
  }
}

interface SlotSums {
  readonly orders: number;
  readonly ordersSquared: number;
  readonly weightedOrders: number;
}

/** The tails that a quantile of the range can ask for. */
function listedTails(tails: Float64Array): Float64Array {
  const first = tails.findIndex((tail) => tail <= EXCEEDED.high);
  return first < 0 ? tails : tails.slice(0, first);
}

/** By n: (R + n − 1) / n, and the sums over k = 1 … n of E[(1 − p)^(k − 1)] and of (2k − 1)·E[(1 − p)^(k − 1)]. */
interface SeriesTable {
  readonly growth: Float64Array;
  readonly orders: Float64Array;
  readonly squares: Float64Array;
}

function seriesTable(model: PurchaseModel, repeatDays: number, terms: number, known?: SeriesTable): SeriesTable {
  if (known && known.growth.length > terms) return known;
  const size = 2 * terms + 1;
  const [growth, orders, squares] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const b = chancesTaken(model, repeatDays);
  let staying = 1;
  for (let n = 1; n < size; n++) {
    growth[n] = (model.r + repeatDays + n - 1) / n;
    orders[n] = orders[n - 1]! + staying;
    squares[n] = squares[n - 1]! + (2 * n - 1) * staying;
    staying *= (b + n - 1) / (model.a + b + n - 1);
  }
  return { growth, orders, squares };
}
