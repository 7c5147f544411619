import type { ArbitraryShopWithLines } from "../factories/timelines.ts";
import { daysOf, netOf, peopleAsOf, quantile, total } from "./people.ts";
import type { Person } from "./people.ts";
import { linesIn } from "./product-reports.ts";
import { rfmScoresReference } from "./rfm-reports.ts";
import { RFM_GROUPS } from "../../app/analytics/rfm.ts";

/** Data of persona cards: nothing is said of fewer than 30 people. */

const FEWEST = 30;
const STAGES = ["firstTime", "repeat", "loyal", "ambassador"];

export function personasReference(
  shop: ArbitraryShopWithLines,
  { asOf, by }: { asOf: number; by: "rfm" | "stage" },
): { unavailable: string } | { segment: string; figures: object | null }[] {
  const people = peopleAsOf(shop.orders, asOf);
  if (people.length === 0) return by === "rfm" ? { unavailable: "noOrders" } : [];
  const scores = rfmScoresReference(shop.orders, asOf).people;
  const top = people
    .map(netOf)
    .sort((a, b) => b - a)
    .slice(0, Math.ceil(people.length / 5))
    .at(-1)!;
  const stageOf = (person: Person): string => {
    const n = person.orders.length;
    return n === 1 ? "firstTime" : n === 2 ? "repeat" : netOf(person) >= top ? "ambassador" : "loyal";
  };
  const segmentOf = (person: Person): string =>
    by === "rfm" ? scores.find(({ id }) => id === person.id)!.group : stageOf(person);
  const { productsOf, titleOf } = linesIn(shop);
  const recordOf = (person: Person) => shop.customers.find((one) => one.customerId === person.id);
  const segments: readonly string[] = by === "rfm" ? RFM_GROUPS : STAGES;
  return segments.flatMap((segment): { segment: string; figures: object | null }[] => {
    const own = people.filter((person) => segmentOf(person) === segment);
    if (own.length === 0) return [];
    if (own.length < FEWEST) return [{ segment, figures: null }];
    const orders = own.flatMap((person) => person.orders);
    const gaps = own.map((person) => {
      const days = daysOf(person);
      return days.slice(1).map((day, i) => day - days[i]!);
    });
    const withGaps = gaps.filter((some) => some.length > 0);
    const single = (of: (person: Person) => string | null | undefined) =>
      valuesReference(
        own.map((person) => [of(person) ?? null].filter((value) => value !== null)),
        (value) => value,
      );
    return [
      {
        segment,
        figures: {
          customers: own.length,
          orders: orders.length,
          ordersPerCustomer: orders.length / own.length,
          averageOrderValueMinor: total(orders.map(({ netMinor }) => netMinor)) / orders.length,
          discountShare: orders.filter(({ discountMinor }) => discountMinor > 0).length / orders.length,
          daysBetweenOrders:
            withGaps.length < FEWEST
              ? null
              : {
                  gaps: gaps.flat().length,
                  customers: withGaps.length,
                  p25: quantile(gaps.flat(), 0.25),
                  median: quantile(gaps.flat(), 0.5),
                  p75: quantile(gaps.flat(), 0.75),
                },
          products: valuesReference(
            own.map((person) => [...new Set(person.orders.flatMap(productsOf))]),
            titleOf,
          ),
          channels: single((person) => person.orders[0]!.channel),
          countries: single((person) => person.orders[0]!.country),
          languages: single((person) => recordOf(person)?.language),
          cities: single((person) => recordOf(person)?.city),
        },
      },
    ];
  });
}

/** Values that thirty people share, of the values that each has; most people first, at most five. */
function valuesReference(perPerson: readonly string[][], labelOf: (value: string) => string | null) {
  const known = perPerson.filter((values) => values.length > 0).length;
  if (known < FEWEST) return { known: null, values: [] };
  const having = (value: string): number => perPerson.filter((values) => values.includes(value)).length;
  const values = [...new Set(perPerson.flat())]
    .filter((value) => having(value) >= FEWEST)
    .sort((a, b) => having(b) - having(a) || (a < b ? -1 : 1))
    .slice(0, 5);
  return {
    known,
    values: values.map((value) => ({
      value,
      label: labelOf(value),
      customers: having(value),
      share: having(value) / known,
    })),
  };
}
