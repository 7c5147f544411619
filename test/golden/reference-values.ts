import { readFileSync } from "node:fs";

import type { PurchaseModel } from "../../app/analytics/clv/expected-orders.ts";
import { dataset, NO_DATASETS } from "./datasets.ts";

export interface Vector {
  readonly params: readonly [number, number, number, number];
  readonly x: number;
  readonly t_x: number;
  readonly T: number;
  readonly p_alive: number;
  readonly expected: Readonly<Record<string, number>>;
  readonly ll: number;
}

export interface Spend {
  readonly p: number;
  readonly q: number;
  readonly v: number;
}

interface ReferenceCustomer {
  readonly why: string;
  readonly x: number;
  readonly t_x: number;
  readonly T: number;
  readonly bg_p_alive: number;
  readonly bg_expected: Readonly<Record<string, number>>;
  readonly mbg_p_alive: number;
  readonly m?: number;
  readonly gg_conditional_mean?: number;
  readonly clv_12m?: number;
}

interface Reference {
  readonly unit_days: number;
  readonly cal_end: string | null;
  readonly bgnbd: Omit<PurchaseModel, "dropOut">;
  readonly mbgnbd: Omit<PurchaseModel, "dropOut">;
  readonly nbd: { readonly r: number; readonly alpha: number };
  readonly gammagamma?: Spend & { readonly population_mean: number };
  readonly customers?: readonly ReferenceCustomer[];
  readonly totals: Readonly<Record<"bg_expected" | "nbd_expected", Readonly<Record<string, number>> | undefined>> & {
    readonly bg_p_alive_mean?: number;
    readonly clv_12m_sum?: number;
  };
  readonly holdout?: {
    readonly length: number;
    readonly actual_repeat_days: number;
    readonly bg_expected?: number;
    readonly nbd_expected?: number;
    readonly by_x_7plus?: readonly {
      readonly n: number;
      readonly actual_mean: number;
      readonly expected_mean: number;
    }[];
  };
}

interface ReferenceFile {
  readonly formula_vectors: {
    readonly bgnbd: readonly Vector[];
    readonly mbgnbd: readonly Vector[];
    readonly bgnbd_unconditional: {
      readonly params: Vector["params"];
      readonly expected: Readonly<Record<string, number>>;
      readonly pmf: readonly { readonly t: number; readonly n: number; readonly p: number }[];
    };
    readonly gammagamma: {
      readonly params: readonly [number, number, number];
      readonly population_mean: number;
      readonly conditional_mean: readonly { x: number; m: number; value: number; ll: number | null }[];
    };
    readonly clv_12m: readonly {
      bg: Vector["params"];
      gg: readonly [number, number, number];
      x: number;
      t_x: number;
      T: number;
      m: number;
      value: number;
    }[];
  };
  readonly datasets: Readonly<Record<string, { readonly models: Readonly<Record<string, Reference>> }>>;
}

/** What another program computed; empty without the data. */
export const reference = (NO_DATASETS === null
  ? JSON.parse(readFileSync(dataset("reference-values.json"), "utf8"))
  : {}) as unknown as ReferenceFile;
