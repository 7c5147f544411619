import { Dictionary, makeData, Utf8 } from "apache-arrow";
import type { Data } from "apache-arrow";

import type { CodeColumn } from "../analytics/columns.ts";
import { dimensionCoder } from "../analytics/dimension.ts";
import {
  CONSENT_STATES,
  CUSTOMER_DIMENSIONS,
  LEFT_OUT_REASONS,
  ORDER_DIMENSIONS,
  ORDER_KINDS,
} from "../analytics/timelines.ts";
import type { CustomerDimension, OrderDimension, Timelines } from "../analytics/timelines.ts";
import { allNull, codeType, nullsOf, textVector } from "./snapshot-arrays.ts";

/** Codes as an array of their dictionary. `unknown` is the code that stands for "not known", or all of them. */
type Coded = (codes: CodeColumn, unknown?: number | "all") => Data;

/** The dictionaries of a shop's snapshot. */
export interface SnapshotDictionaries {
  readonly consent: Coded;
  readonly kind: Coded;
  readonly reason: Coded;
  readonly tags: Coded;
  readonly order: Readonly<Record<OrderDimension, Coded>>;
  readonly customer: Readonly<Record<CustomerDimension, Coded>>;
  readonly product: Coded;
  readonly variant: Coded;
  readonly title: Coded;
  /** The title of each product. */
  readonly titleCodes: CodeColumn;
  readonly type: Coded;
  readonly vendor: Coded;
}

const NO_CODES = new Uint8Array(0);

export function snapshotDictionaries(timelines: Timelines): SnapshotDictionaries {
  const { tags, lines, dimensions, customerDimensions } = timelines;
  const products = lines?.products;
  const titleCoder = dimensionCoder();
  const titles = titleCoder.build(Uint32Array.from(products?.titles ?? [], (title) => titleCoder.codeOf(title)));
  let id = 0;
  const dictionary = (values: readonly (string | null)[] = [], codes: CodeColumn = NO_CODES): Coded => {
    const type = new Dictionary(new Utf8(), codeType(codes), id++);
    const texts = textVector(withoutNull(values));
    return (column, unknown) => {
      const nulls =
        unknown === undefined
          ? { nullCount: 0 }
          : unknown === "all"
            ? allNull(column.length)
            : nullsOf(column, unknown);
      return makeData({ type, length: column.length, ...nulls, data: column as Uint8Array, dictionary: texts });
    };
  };
  const entries = <Name extends string>(names: readonly Name[], coded: (name: Name) => Coded): Record<Name, Coded> =>
    Object.fromEntries(names.map((name) => [name, coded(name)])) as Record<Name, Coded>;
  return {
    consent: dictionary(CONSENT_STATES),
    kind: dictionary(ORDER_KINDS),
    reason: dictionary(LEFT_OUT_REASONS),
    tags: dictionary(tags.values, tags.codes),
    order: entries(ORDER_DIMENSIONS, (name) => dictionary(dimensions[name].values, dimensions[name].codes)),
    customer: entries(CUSTOMER_DIMENSIONS, (name) =>
      dictionary(customerDimensions[name].values, customerDimensions[name].codes),
    ),
    product: dictionary(products?.keys, lines?.product),
    variant: dictionary(lines?.variants, lines?.variant),
    title: dictionary(titles.values, titles.codes),
    titleCodes: titles.codes,
    type: dictionary(products?.type.values, products?.type.codes),
    vendor: dictionary(products?.vendor.values, products?.vendor.codes),
  };
}

/**
 * The values with a text in the place of the leading null, one that is not among them: pandas and Polars want dictionaries
 * without nulls and without repetitions. No value that is known refers to it.
 */
function withoutNull(values: readonly (string | null)[]): string[] {
  let stead = "";
  while (values.includes(stead)) stead += " ";
  return values.map((value) => value ?? stead);
}
