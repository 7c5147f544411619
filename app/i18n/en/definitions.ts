/** "Why this number": the name, the meaning and the formula of every definition, and what stands beside it. */
export const definitions = {
  "why.open": "Why this number: {{name}}",
  "why.formula": "How it is computed",
  "why.rowsIn": "Rows it is made from",
  "why.orders_one": "{{formatted}} counted order",
  "why.orders_other": "{{formatted}} counted orders",
  "why.customers_one": "{{formatted}} customer with an order",
  "why.customers_other": "{{formatted}} customers with an order",
  "why.guestOrders_one": "{{formatted}} of the orders has no customer: in sales and order value, in no customer figure",
  "why.guestOrders_other":
    "{{formatted}} of the orders have no customer: in sales and order value, in no customer figure",
  "why.leftOut": "Orders left out, each for one reason",
  "why.nothingLeftOut": "No order is left out.",
  "why.leftOut.deleted": "Deleted: {{formatted}}",
  "why.leftOut.test": "Test orders: {{formatted}}",
  "why.leftOut.voided": "Voided payment: {{formatted}}",
  "why.leftOut.cancelled": "Cancelled: {{formatted}}",
  "why.leftOut.zeroValue": "Without value: {{formatted}}",
  "why.freshness": "State of the data",
  "why.lastChange": "Last change: {{instant}}",
  "why.noChange": "No change received yet",
  "why.synced": "Last heard from your store: {{instant}}",
  "why.historyComplete": "The whole order history is in.",
  "why.historyImporting": "The order history is still being imported.",
  "why.completeFrom": "Final from {{month}} on: older orders are not available to this app.",
  "why.cases_one": "Rests on {{formatted}} case.",
  "why.cases_other": "Rests on {{formatted}} cases.",
  "why.interval": "With so many cases the true rate lies between {{low}} and {{high}} (95% interval).",

  "definition.counts.name": "Counts",
  "definition.counts.meaning": "Customers, counted orders and net sales up to the day of the report.",
  "definition.counts.formula": "Counted orders are all orders except deleted, test, voided and cancelled ones.",
  "definition.netSales.name": "Net sales",
  "definition.netSales.meaning":
    "What your goods brought in the period: after discounts and returns, without tax, shipping, tips, duties and gift card purchases. A return counts on the day of its order.",
  "definition.netSales.formula": "Gross merchandise − discounts − returns",
  "definition.orders.name": "Orders",
  "definition.orders.meaning":
    "Counted orders of the period, by the day on which they were processed in your store's time zone.",
  "definition.orders.formula": "All orders − deleted − test − voided − cancelled",
  "definition.averageOrderValue.name": "Average order value",
  "definition.averageOrderValue.meaning": "Net sales of an average order of the period.",
  "definition.averageOrderValue.formula": "Net sales ÷ counted orders",
  "definition.newCustomers.name": "New customers",
  "definition.newCustomers.meaning": "Customers whose first order ever lies in the period.",
  "definition.newCustomers.formula": "Count of customers by the day of their first counted order",
  "definition.activeCustomers.name": "Active customers",
  "definition.activeCustomers.meaning": "Customers with at least one order in the period, new or not.",
  "definition.activeCustomers.formula": "Count of different customers with a counted order in the period",
  "definition.returningShare.name": "Returning share of existing customers",
  "definition.returningShare.meaning":
    "Of the customers who had bought within the look-back before the period began, the share who bought again in it. New customers are not in it. It is not the customer retention rate.",
  "definition.returningShare.formula": "Existing customers with an order in the period ÷ existing customers",
  "definition.repeatPurchaseRate.name": "Repeat purchase rate",
  "definition.repeatPurchaseRate.meaning":
    "Of all customers up to the end of the period, the share with two orders or more. Recent customers have had little time to return, so it falls while you win many new ones.",
  "definition.repeatPurchaseRate.formula": "Customers with ≥ 2 orders ÷ customers with ≥ 1 order",
  "definition.repeatPurchase.name": "Repeat purchase",
  "definition.repeatPurchase.meaning":
    "Customers with a second order, in all and within a number of days after the first.",
  "definition.repeatPurchase.formula":
    "Within N days: only customers whose first order is at least N days ago are counted",
  "definition.customerRetentionRate.name": "Customer retention rate",
  "definition.customerRetentionRate.meaning":
    "Customers at the end of the period, without those won in it, against the customers at its start. A customer is someone with an order within the look-back. Customers who come back from further back are in E, so the rate can exceed 100%.",
  "definition.customerRetentionRate.formula":
    "(E − N) ÷ S: customers at the end (E) without the new ones (N), by customers at the start (S). With S = 50,000, E = 40,000 and N = 1,000 it is 78.0%",
  "definition.churnRate.name": "Churn rate",
  "definition.churnRate.meaning":
    "Of the customers at the start of the period, the share who were none any more at its end. It is not 100% minus the retention rate, because that also counts customers who came back from further back.",
  "definition.churnRate.formula":
    "1 − kept ÷ S, where S are the customers at the start and kept those of them who are still customers at the end",
  "definition.cohorts.name": "Cohorts",
  "definition.cohorts.meaning":
    "Customers grouped by the period of their first order ever, followed through the periods after it.",
  "definition.cohorts.formula":
    "Period 0 is the period of the first order. The mean row is Σ customers ÷ Σ cohort sizes over finished cells",
  "definition.cohortActive.name": "Retention A: active in the period",
  "definition.cohortActive.meaning": "The share of a cohort with an order in that period.",
  "definition.cohortActive.formula":
    "Customers of the cohort with an order in period k ÷ cohort size. Period 0 is 100%",
  "definition.cohortCumulativeRepeat.name": "Retention B: second order by then",
  "definition.cohortCumulativeRepeat.meaning":
    "The share of a cohort that has placed a second order by the end of that period. It can only rise.",
  "definition.cohortCumulativeRepeat.formula":
    "Customers of the cohort with a second order by the end of period k ÷ cohort size",
  "definition.cohortOnOrAfter.name": "Retention C: in the period or later",
  "definition.cohortOnOrAfter.meaning":
    "The share of a cohort with an order in that period or any later one. It may still rise while customers can come back, and is drawn as provisional until then.",
  "definition.cohortOnOrAfter.formula": "Customers of the cohort with an order in period k or later ÷ cohort size",
  "definition.consecutiveRetention.name": "Retention D: from one period to the next",
  "definition.consecutiveRetention.meaning":
    "Of the customers active in the period before, the share who were active in this one too.",
  "definition.consecutiveRetention.formula": "Retained ÷ previous. Active = retained + new + reactivated",
  "definition.orderFunnel.name": "Order funnel",
  "definition.orderFunnel.meaning": "Of the customers with n orders, how many place one more.",
  "definition.orderFunnel.formula": "Customers with ≥ n + 1 orders ÷ customers with ≥ n orders",
  "definition.purchaseGaps.name": "Days between orders",
  "definition.purchaseGaps.meaning": "Whole days between successive order days of the same customer.",
  "definition.purchaseGaps.formula": "All gaps together; quartiles by linear interpolation",
  "definition.rfmGroups.name": "RFM groups",
  "definition.rfmGroups.meaning":
    "Every customer gets a score from 1 to 5 for recency (days since the last order), frequency (orders) and monetary value (net sales). The three scores decide the group. The names are those of Shopify; its exact ranges are not published and may differ.",
  "definition.rfmGroups.formula":
    "Scores by the 20, 40, 60 and 80% quantiles of your own customers; one order never scores more than F 1",
  "definition.lifecycle.name": "Lifecycle",
  "definition.lifecycle.meaning":
    "The stage counts a customer's orders. The clock compares the days since the last order with the rhythm of your own customers with as many orders.",
  "definition.lifecycle.formula":
    "Due, at risk and lapsed: the days after which 50, 80 and 95% of those who will return have returned (Kaplan-Meier, steadied where returns are few)",
  "definition.lifetimeValue.name": "Customer lifetime value",
  "definition.lifetimeValue.meaning": "Net sales a customer has brought so far.",
  "definition.lifetimeValue.formula": "Σ net sales of the customer's counted orders",
  "definition.maturityStage.name": "Maturity stage",
  "definition.maturityStage.meaning":
    "The highest of five stages whose age and pace your store satisfies. Once reached, a stage is kept until the pace falls clearly below its bound, so that it does not flip with every slow week.",
  "definition.maturityStage.formula": "Age: days since the first order. Pace: orders of the last 28 days ÷ 28",
} as const;
