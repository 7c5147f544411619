import { purchaseSummary } from "../../app/analytics/clv/customer-summary.ts";
import { fitGammaGamma, spendSummary } from "../../app/analytics/clv/gamma-gamma.ts";
import { fitBgNbd, fitMbgNbd, fitNbd } from "../../app/analytics/clv/purchase-models.ts";
import { clvModels } from "../../app/analytics/clv/clv-models.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { readOrderFile } from "../../app/files/order-file.server.ts";
import { sharedFile } from "../setup/shared.ts";
import { largeShop } from "./large-shop.ts";
import { medianOf, timed } from "./stopwatch.ts";

interface ClvTimes {
  readonly customers: number;
  /** Medians, one thread. `summaryMs`: from the orders to what the fits need; `fitMs`: all fits after it. */
  readonly summaryMs: number;
  readonly nbdMs: number;
  readonly bgNbdMs: number;
  readonly mbgNbdMs: number;
  readonly gammaGammaMs: number;
  readonly fitMs: number;
  /** The report as a whole, from the orders to the fitted models. */
  readonly reportMs: number;
  /** Fitted parameters: money in units of the currency, time in the unit that the fit names. */
  readonly fits: unknown;
}

export interface ClvResult {
  /** Null: the data set is not beside the repository. */
  readonly cdnow: ClvTimes | null;
  readonly generated: ClvTimes;
}

const CDNOW = "datasets/cdnow_full_orders.csv.gz";
const CDNOW_RUNS = 20;
const GENERATED_ORDERS = 10_000_000;
const GENERATED_RUNS = 3;

/** How long the models of customer lifetime value take to fit: on CDNOW, and on two million generated customers. */
export async function benchClv({ say = () => {} }: { say?: (line: string) => void } = {}): Promise<ClvResult> {
  const file = sharedFile(CDNOW);
  if (file === null) say(`Skipped: ${CDNOW} is not beside the repository.`);
  else say("CDNOW …");
  const cdnow =
    file === null ? null : await fitTimes((await readOrderFile(file, { zone: "UTC" })).timelines, CDNOW_RUNS);
  say(`Making ${GENERATED_ORDERS} orders …`);
  const timelines = largeShop({ orders: GENERATED_ORDERS });
  say("Fitting …");
  return { cdnow, generated: await fitTimes(timelines, GENERATED_RUNS) };
}

async function fitTimes(timelines: Timelines, runs: number): Promise<ClvTimes> {
  const asOf = lastOrderDay(timelines)!;
  const often = { runs, warmUps: 3 };
  const summaries = await timed(
    () => ({ orders: purchaseSummary(timelines, asOf), spend: spendSummary(timelines, asOf) }),
    often,
  );
  const { orders, spend } = summaries.value;
  const nbd = await timed(() => fitNbd(orders), often);
  const bgNbd = await timed(() => fitBgNbd(orders, nbd.value), often);
  const mbgNbd = await timed(() => fitMbgNbd(orders, nbd.value), often);
  const gammaGamma = await timed(() => fitGammaGamma(spend), often);
  const report = await timed(() => clvModels(timelines, asOf), often);
  const fits = [nbd, bgNbd, mbgNbd, gammaGamma].map(({ runsMs }) => medianOf(runsMs));
  return {
    customers: timelines.customerIds.length,
    summaryMs: medianOf(summaries.runsMs),
    nbdMs: fits[0]!,
    bgNbdMs: fits[1]!,
    mbgNbdMs: fits[2]!,
    gammaGammaMs: fits[3]!,
    fitMs: fits.reduce((sum, ms) => sum + ms, 0),
    reportMs: medianOf(report.runsMs),
    fits: { nbd: nbd.value, bgNbd: bgNbd.value, mbgNbd: mbgNbd.value, gammaGamma: gammaGamma.value },
  };
}
