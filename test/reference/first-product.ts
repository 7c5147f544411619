import type { ArbitraryShopWithLines } from "../factories/timelines.ts";
import { repeatWithin90 } from "./origin-reports.ts";
import { firstDayOf, peopleAsOf, quantile, total } from "./people.ts";
import type { Person } from "./people.ts";
import { nameOf, startOf } from "./periods.ts";
import { linesIn, shrunkReference, spreadReference } from "./product-reports.ts";

/** Chapter 9: the first-product effect, stratum by stratum as in the papers. Rows come by product; their order is compared apart. */
export function firstProductReference(shop: ArbitraryShopWithLines, asOf: number) {
  if (shop.lines.length === 0) return null;
  const { productsOf, titleOf } = linesIn(shop);
  const people = peopleAsOf(shop.orders, asOf).filter((person) => asOf - firstDayOf(person) >= 90);
  const strata = [...Map.groupBy(people, stratumOf(people)).values()];
  const keys = [...new Set(people.flatMap((person) => productsOf(person.orders[0]!)))].sort();
  const began = (product: string) => (person: Person) => productsOf(person.orders[0]!).includes(product);
  const enough = keys.filter((product) => people.filter(began(product)).length >= 50);
  const rows = enough.map((product) => {
    const isWith = began(product);
    const withProduct = repeatWithin90(people.filter(isWith), asOf);
    const others = repeatWithin90(
      people.filter((person) => !isWith(person)),
      asOf,
    );
    const tables = strata
      .map((stratum) => ({
        exposed: stratum.filter(isWith),
        unexposed: stratum.filter((person) => !isWith(person)),
      }))
      .filter(({ exposed, unexposed }) => exposed.length > 0 && unexposed.length > 0)
      .map(({ exposed, unexposed }) => ({
        a: exposed.filter(cameBack).length,
        n1: exposed.length,
        c: unexposed.filter(cameBack).length,
        n0: unexposed.length,
      }));
    return {
      product,
      title: titleOf(product),
      withProduct,
      others,
      rawDifference: others.rate === null ? null : withProduct.rate! - others.rate,
      adjusted: tables.length === 0 ? null : satoInterval(tables),
      compared: total(tables.map(({ n1 }) => n1)),
    };
  });
  const known = rows.flatMap(({ adjusted }) => adjusted ?? []);
  const variance = spreadReference(
    known.map(({ difference, standardError }) => ({ value: difference, error: standardError })),
  );
  return {
    all: repeatWithin90(people, asOf),
    rows: rows.map((row) => ({
      ...row,
      shrunk:
        row.adjusted &&
        shrunkReference({ value: row.adjusted.difference, error: row.adjusted.standardError }, variance),
    })),
    tooFewCustomers: keys.length - enough.length,
    spread: Math.sqrt(variance),
  };
}

const cameBack = ({ orders: [first, second] }: Person): boolean =>
  second !== undefined && second.day - first!.day <= 90;

/** Month × country × discounted × channel × tercile of the first order. */
function stratumOf(people: readonly Person[]): (person: Person) => string {
  const countryOf = (person: Person): string | null => person.orders[0]!.country ?? null;
  const from = (country: string): number => people.filter((person) => countryOf(person) === country).length;
  const top = [...new Set(people.flatMap((person) => countryOf(person) ?? []))]
    .sort((a, b) => from(b) - from(a) || (a < b ? -1 : 1))
    .slice(0, 5);
  const baskets = people.map((person) => person.orders[0]!.netMinor);
  const cuts = [1 / 3, 2 / 3].map((p) => quantile(baskets, p)!);
  return (person) => {
    const first = person.orders[0]!;
    const country = countryOf(person);
    return JSON.stringify([
      nameOf(startOf(first.day, "month"), "month"),
      country !== null && top.includes(country) ? country : "other",
      first.discountMinor > 0,
      first.channel ?? null,
      cuts.filter((cut) => cut < first.netMinor).length,
    ]);
  };
}

interface Table {
  /** Cases of n1 exposed, and of n0 others. */
  readonly a: number;
  readonly n1: number;
  readonly c: number;
  readonly n0: number;
}

/** Mantel and Haenszel's risk difference; Sato (1989): Var = (δ·ΣP + ΣQ)/(Σw)². */
function satoInterval(tables: readonly Table[]) {
  const weight = total(tables.map(({ n1, n0 }) => (n1 * n0) / (n1 + n0)));
  const difference = total(tables.map(({ a, n1, c, n0 }) => ((n1 * n0) / (n1 + n0)) * (a / n1 - c / n0))) / weight;
  const p = total(
    tables.map(({ a, n1, c, n0 }) => (n1 ** 2 * c - n0 ** 2 * a + (n1 * n0 * (n0 - n1)) / 2) / (n1 + n0) ** 2),
  );
  const q = total(tables.map(({ a, n1, c, n0 }) => (a * (n0 - c) + c * (n1 - a)) / (2 * (n1 + n0))));
  const standardError = Math.sqrt(Math.max(0, difference * p + q)) / weight;
  const half = 1.959963984540054 * standardError;
  return { difference, standardError, low: difference - half, high: difference + half };
}
