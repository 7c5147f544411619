import type { Finding } from "../insights/finding.ts";
import type { Formats } from "./format.ts";
import type { Translate } from "./translate.ts";

/** Title and sentence of a finding, its numbers written as this shop writes them. */
export function findingText(finding: Finding, t: Translate, formats: Formats): { title: string; text: string } {
  return { title: t(`finding.${finding.code}.title`), text: sentence(finding, t, formats) };
}

function sentence(finding: Finding, t: Translate, { count, rate, decimal, period }: Formats): string {
  const { code, numbers } = finding;
  switch (code) {
    case "historyImporting": {
      const orders = count(numbers.ordersSoFar);
      return numbers.ordersExpected === null
        ? t("finding.historyImporting.textUnknown", { orders })
        : t("finding.historyImporting.text", { orders, expected: count(numbers.ordersExpected) });
    }
    case "historyFailed":
      return t("finding.historyFailed.text", { orders: count(numbers.ordersSoFar) });
    case "historyLimited":
      return t("finding.historyLimited.text", { month: period(numbers.completeFrom) });
    case "staleData": {
      const changes = count(numbers.pendingChanges);
      return numbers.minutes === null
        ? t("finding.staleData.text", { changes })
        : t("finding.staleData.textSince", { changes, minutes: count(numbers.minutes) });
    }
    case "rejectedRecords":
      return t("finding.rejectedRecords.text", { records: count(numbers.records) });
    case "salesStopped":
      return t("finding.salesStopped.text", { days: count(numbers.days), since: count(numbers.daysSinceLastOrder) });
    case "shortHistory":
      return t("finding.shortHistory.text", { days: count(numbers.days), needed: count(numbers.neededDays) });
    case "fewCustomers":
      return t("finding.fewCustomers.text", { customers: count(numbers.customers), needed: count(numbers.needed) });
    case "noConsentData":
      return t("finding.noConsentData.text", { people: count(numbers.people) });
    case "lowReach":
      return t("finding.lowReach.text", {
        reachable: count(numbers.reachable),
        people: count(numbers.people),
        share: rate(numbers.share),
      });
    case "manyGuestOrders":
      return t("finding.manyGuestOrders.text", { orders: count(numbers.orders), share: rate(numbers.share) });
    case "manyLeftOut":
      return t("finding.manyLeftOut.text", { orders: count(numbers.orders), share: rate(numbers.share) });
    case "mostBuyOnce":
      return t("finding.mostBuyOnce.text", { share: rate(numbers.share), customers: count(numbers.customers) });
    case "manyLapsed":
      return t("finding.manyLapsed.text", { share: rate(numbers.share), customers: count(numbers.customers) });
    case "dueNow":
      return t("finding.dueNow.text", { customers: count(numbers.customers) });
    case "topFifthCarries":
      return t("finding.topFifthCarries.text", { share: rate(numbers.share) });
    case "discountHabit":
      return t("finding.discountHabit.text", { share: rate(numbers.share) });
    case "retentionRateAboveOne":
      return t("finding.retentionRateAboveOne.text", { rate: rate(numbers.rate) });
    case "stageHeld":
      return t("finding.stageHeld.text", { pace: decimal(numbers.ordersPerDay), bound: decimal(numbers.boundPerDay) });
    case "noOrders":
    case "noMoney":
      return t(`finding.${code}.text`);
  }
}
