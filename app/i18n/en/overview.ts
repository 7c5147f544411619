/** The Overview page. */
export const overview = {
  "overview.title": "Overview",
  "overview.range.finished": "{{period}}: {{dates}}",
  "overview.range.running": "{{period}} so far: {{dates}}",
  "overview.figures": "Headline figures",

  "headline.netSales": "Net sales",
  "headline.orders": "Orders",
  "headline.averageOrderValue": "Average order value",
  "headline.newCustomers": "New customers",
  "headline.activeCustomers": "Active customers",
  "headline.repeatPurchaseRate": "Repeat purchase rate",
  "headline.customerRetentionRate": "Customer retention rate",
  "headline.churnRate": "Churn rate",
  "headline.returningShare": "Returning share",

  "headline.against": "vs {{range}}",
  "headline.previous.none": "vs period before",
  "headline.yearBefore.none": "vs year before",
  "headline.points": "{{points}} points",
  "headline.ofFinished": "{{period}}, the last finished period",
  "headline.few": "few cases",
  "headline.trend": "Trend of {{name}} from {{first}} to {{last}}: {{values}}",

  "overview.maturity": "Maturity of your store",
  "overview.maturity.evidence": "{{age}} since the first order, {{pace}} orders a day in the last 28 days.",
  "overview.maturity.noOrders": "No order yet. The first one starts the clock.",
  "overview.maturity.next": "Next stage: {{stage}}",
  "overview.maturity.more": "See what is missing for the next stage",
  "overview.maturity.moreTop": "See what this stage asks for",

  "overview.findings": "What stands out",
  "overview.findings.none": "Nothing stands out in these figures.",
} as const;
