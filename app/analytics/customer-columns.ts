import { byCodePoint } from "./code-point-order.ts";
import { bigInt64Column, codeColumn, int32Column, uint32Column, uint8Column } from "./columns.ts";
import { dimensionCoder } from "./dimension.ts";
import { idIndex } from "./id-index.ts";
import type { IdIndex } from "./id-index.ts";
import { CONSENT_STATES, CUSTOMER_DIMENSIONS } from "./timelines.ts";
import type { CustomerDimension, TimelineCustomer, Timelines } from "./timelines.ts";

type BuyerColumns = Pick<
  Timelines,
  "consent" | "createdDay" | "abandonedDay" | "customerDimensions" | "tags" | "prospects"
>;

/** Collects people on their way into `Timelines`. */
export interface CustomerCollector {
  readonly add: (customer: TimelineCustomer) => void;
  /** The columns of the buyers `customerIds`, and everybody else as prospects. `firstDay` is a buyer's first order day. */
  readonly build: (customerIds: BigInt64Array, buyers: IdIndex, firstDay: (customer: number) => number) => BuyerColumns;
}

export function customerCollector(): CustomerCollector {
  const ids = idIndex();
  const createdDay: number[] = [];
  const consent: number[] = [];
  const abandonedDay: number[] = [];
  const coders = CUSTOMER_DIMENSIONS.map(() => dimensionCoder());
  const codes = CUSTOMER_DIMENSIONS.map((): number[] => []);
  const tags: (readonly string[])[] = [];

  return {
    add: (customer) => {
      const person = ids.add(customer.customerId);
      createdDay[person] = customer.createdDay;
      consent[person] = CONSENT_STATES.indexOf(customer.consent);
      abandonedDay[person] = customer.abandonedDay ?? -1;
      CUSTOMER_DIMENSIONS.forEach((name, d) => (codes[d]![person] = coders[d]!.codeOf(customer[name] ?? null)));
      tags[person] = customer.tags ?? [];
    },
    build: (customerIds, buyers, firstDay) => {
      const n = customerIds.length;
      const people = Int32Array.from(customerIds, (id) => ids.find(id));
      const strangers = ids
        .ids()
        .filter((id) => buyers.find(id) < 0)
        .sort();
      const prospectIds = bigInt64Column(strangers.length);
      prospectIds.set(strangers);
      const rows = Uint32Array.from(strangers, (id) => ids.find(id));
      const dimensions = CUSTOMER_DIMENSIONS.map((name, d) => {
        const provisional = Uint32Array.from(people, (person) => (person < 0 ? 0 : codes[d]![person]!));
        return [name, coders[d]!.build(provisional)] as const;
      });
      return {
        consent: filled(uint8Column(n), (i) => (people[i]! < 0 ? 0 : consent[people[i]!]!)),
        createdDay: filled(int32Column(n), (i) => (people[i]! < 0 ? firstDay(i) : createdDay[people[i]!]!)),
        abandonedDay: filled(int32Column(n), (i) => (people[i]! < 0 ? -1 : abandonedDay[people[i]!]!)),
        customerDimensions: Object.fromEntries(dimensions) as Record<CustomerDimension, (typeof dimensions)[0][1]>,
        tags: tagColumns(Array.from(people, (person) => (person < 0 ? [] : tags[person]!))),
        prospects: {
          customerIds: prospectIds,
          createdDay: filled(int32Column(rows.length), (i) => createdDay[rows[i]!]!),
          consent: filled(uint8Column(rows.length), (i) => consent[rows[i]!]!),
          abandonedDay: filled(int32Column(rows.length), (i) => abandonedDay[rows[i]!]!),
        },
      };
    },
  };
}

function filled<T extends Uint8Array | Int32Array>(column: T, valueOf: (i: number) => number): T {
  for (let i = 0; i < column.length; i++) column[i] = valueOf(i);
  return column;
}

/** Each customer's tags, without repetition and in code-point order, over one dictionary. */
function tagColumns(tagsOf: readonly (readonly string[])[]): Timelines["tags"] {
  const values = [...new Set(tagsOf.flat())].sort(byCodePoint);
  const codeOf = new Map(values.map((value, code) => [value, code]));
  const start = uint32Column(tagsOf.length + 1);
  const sets = tagsOf.map((tags) => (tags.length === 0 ? [] : [...new Set(tags)].map((tag) => codeOf.get(tag)!)));
  sets.forEach((set, i) => (start[i + 1] = start[i]! + set.length));
  const codes = codeColumn(Math.max(0, values.length - 1), start[tagsOf.length]!);
  sets.forEach((set, i) => codes.set(set.length > 1 ? set.sort((a, b) => a - b) : set, start[i]!));
  return { values, start, codes };
}
