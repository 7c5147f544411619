import { computed } from "../mergeable-report.ts";
import type { MergeableReport } from "../mergeable-report.ts";
import type { Timelines } from "../timelines.ts";
import type { Unavailable } from "../unavailable.ts";
import { summaryOf } from "./customer-summary.ts";
import { fitGammaGamma, spendOf } from "./gamma-gamma.ts";
import type { GammaGammaFit } from "./gamma-gamma.ts";
import { mergedHistories, purchaseHistories } from "./purchase-histories.ts";
import type { PurchaseHistories } from "./purchase-histories.ts";
import { fitBgNbd, fitMbgNbd, fitNbd } from "./purchase-models.ts";
import type { DropOutFit, NbdFit } from "./purchase-models.ts";

interface MbgNbdModel extends NbdFit {
  /** Null when no drop-out is visible and the likelihood has no interior maximum: r and alpha are then those of the NBD. */
  readonly a: number | null;
  readonly b: number | null;
  /** False: the orders show no sign that customers leave. The NBD gives expectations, nobody is called gone. */
  readonly dropOutVisible: boolean;
}

export interface ClvModels {
  readonly bgNbd: Omit<DropOutFit, "interior"> | Unavailable<"noInteriorMaximum">;
  readonly mbgNbd: MbgNbdModel;
  readonly nbd: NbdFit;
  readonly gammaGamma: SpendModel;
}

export type SpendModel = Omit<GammaGammaFit, "interior"> | Unavailable<"noMoney" | "noInteriorMaximum">;

/** Why nothing is fitted. The curve of the cohorts stands in for the models then. */
export type NotFitted = "noOrders" | "shortHistory" | "tooFewRepeatCustomers";

/** Below these a fit says more about chance than about the shop; the cohort curve stands in. */
const CLV_MINIMUM = { repeatCustomers: 100, historyDays: 180 } as const;
/** What two more parameters must add to the log-likelihood before drop-out counts as seen. */
const VISIBLE_GAIN = 2;

/** The fitted models of customer lifetime value as of a day (inclusive), METRICS section 7. */
export function clvModels(timelines: Timelines, asOf: number): ClvModels | Unavailable<NotFitted> {
  return computed(clvReport, timelines, { asOf });
}

export const clvReport: MergeableReport<
  PurchaseHistories,
  ClvModels | Unavailable<NotFitted>,
  { readonly asOf: number }
> = {
  tally: (timelines, { asOf }) => purchaseHistories(timelines, asOf),
  merge: mergedHistories,
  value: (histories, { asOf }) => {
    const unfit = notFitted(histories, asOf);
    if (unfit !== null) return { unavailable: unfit };
    const summary = summaryOf(histories);
    const nbd = fitNbd(summary);
    const { interior, ...bgNbd } = fitBgNbd(summary, nbd);
    return {
      bgNbd: interior ? bgNbd : { unavailable: "noInteriorMaximum" },
      mbgNbd: mbgNbdModel(nbd, fitMbgNbd(summary, nbd)),
      nbd,
      gammaGamma: spendModel(histories),
    };
  },
};

/** Why these customers are too few, or their history too short, for a fit; null when they are not. */
export function notFitted({ firstDay, repeaters }: PurchaseHistories, asOf: number): NotFitted | null {
  if (firstDay === null) return "noOrders";
  if (asOf - firstDay < CLV_MINIMUM.historyDays) return "shortHistory";
  return repeaters.repeatDays.length < CLV_MINIMUM.repeatCustomers ? "tooFewRepeatCustomers" : null;
}

/**
 * What the two fits say together: whether customers are seen to leave, and with which parameters. It is the likelihood that says
 * so, not where it is largest: in small shops the chance to leave often looks the same for everybody, a and b are then as large
 * as the search goes, and only a / (a + b) means something.
 */
export function mbgNbdModel(nbd: NbdFit, { interior, ...mbgNbd }: DropOutFit): MbgNbdModel {
  const dropOutVisible = mbgNbd.logLikelihood - nbd.logLikelihood >= VISIBLE_GAIN;
  return interior || dropOutVisible ? { ...mbgNbd, dropOutVisible } : { ...nbd, a: null, b: null, dropOutVisible };
}

export function spendModel(histories: PurchaseHistories): SpendModel {
  if (!histories.hasMoney) return { unavailable: "noMoney" };
  const { interior, ...fit } = fitGammaGamma(spendOf(histories));
  return interior ? fit : { unavailable: "noInteriorMaximum" };
}
