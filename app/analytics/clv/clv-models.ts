import { firstOrderDay } from "../orders-until.ts";
import type { Timelines } from "../timelines.ts";
import type { Unavailable } from "../unavailable.ts";
import { purchaseSummary } from "./customer-summary.ts";
import { fitGammaGamma, spendSummary } from "./gamma-gamma.ts";
import type { GammaGammaFit } from "./gamma-gamma.ts";
import { fitBgNbd, fitMbgNbd, fitNbd } from "./purchase-models.ts";
import type { DropOutFit, NbdFit } from "./purchase-models.ts";

interface MbgNbdModel extends NbdFit {
  /** Null when the likelihood has no interior maximum: r and alpha are then those of the NBD. */
  readonly a: number | null;
  readonly b: number | null;
  /** False: the orders show no sign that customers leave. The NBD gives expectations, nobody is called gone. */
  readonly dropOutVisible: boolean;
}

export interface ClvModels {
  readonly bgNbd: Omit<DropOutFit, "interior"> | Unavailable<"noInteriorMaximum">;
  readonly mbgNbd: MbgNbdModel;
  readonly nbd: NbdFit;
  readonly gammaGamma: Omit<GammaGammaFit, "interior"> | Unavailable<"noMoney" | "noInteriorMaximum">;
}

/** Below these a fit says more about chance than about the shop; the cohort curve stands in. */
const CLV_MINIMUM = { repeatCustomers: 100, historyDays: 180 } as const;
/** What two more parameters must add to the log-likelihood before drop-out counts as seen. */
const VISIBLE_GAIN = 2;

/** The fitted models of customer lifetime value as of a day (inclusive), METRICS section 7. */
export function clvModels(
  timelines: Timelines,
  asOf: number,
): ClvModels | Unavailable<"noOrders" | "shortHistory" | "tooFewRepeatCustomers"> {
  const first = firstOrderDay(timelines, asOf);
  if (first === null) return { unavailable: "noOrders" };
  if (asOf - first < CLV_MINIMUM.historyDays) return { unavailable: "shortHistory" };
  const summary = purchaseSummary(timelines, asOf);
  if (summary.repeatCustomers < CLV_MINIMUM.repeatCustomers) return { unavailable: "tooFewRepeatCustomers" };

  const nbd = fitNbd(summary);
  const { interior: bgInterior, ...bgNbd } = fitBgNbd(summary, nbd);
  const { interior: mbgInterior, ...mbgNbd } = fitMbgNbd(summary, nbd);
  return {
    bgNbd: bgInterior ? bgNbd : { unavailable: "noInteriorMaximum" },
    mbgNbd: mbgInterior
      ? { ...mbgNbd, dropOutVisible: mbgNbd.logLikelihood - nbd.logLikelihood >= VISIBLE_GAIN }
      : { ...nbd, a: null, b: null, dropOutVisible: false },
    nbd,
    gammaGamma: gammaGammaOf(timelines, asOf),
  };
}

function gammaGammaOf(timelines: Timelines, asOf: number): ClvModels["gammaGamma"] {
  if (!timelines.hasMoney) return { unavailable: "noMoney" };
  const { interior, ...fit } = fitGammaGamma(spendSummary(timelines, asOf));
  return interior ? fit : { unavailable: "noInteriorMaximum" };
}
