/** Findings: one title and one text per code. */
export const findings = {
  "finding.severity.critical": "Needs attention now",
  "finding.severity.warning": "Look at this",
  "finding.severity.info": "Good to know",
  "finding.severity.good": "Going well",

  "finding.historyImporting.title": "The history is still being imported",
  "finding.historyImporting.text":
    "{{orders}} of about {{expected}} orders are in. Figures grow until the import is done.",
  "finding.historyImporting.textUnknown": "{{orders}} orders are in. Figures grow until the import is done.",
  "finding.historyFailed.title": "The import of the history has stopped",
  "finding.historyFailed.text":
    "{{orders}} orders are in. The figures are not complete until the import has been finished.",
  "finding.historyLimited.title": "Older orders are not available",
  "finding.historyLimited.text": "Figures are final from {{month}} on. Customers who bought before may look new.",
  "finding.staleData.title": "Changes are waiting",
  "finding.staleData.text": "{{changes}} changes of your store are being worked off.",
  "finding.staleData.textSince":
    "{{changes}} changes of your store are being worked off, the oldest for {{minutes}} minutes.",
  "finding.rejectedRecords.title": "Some records could not be read",
  "finding.rejectedRecords.text": "{{records}} records from Shopify are kept with their error and are in no figure.",
  "finding.noOrders.title": "Nobody has bought yet",
  "finding.noOrders.text": "All effort goes to winning the first customers. Figures appear with the first order.",
  "finding.salesStopped.title": "Sales have stopped",
  "finding.salesStopped.text": "No order in the last {{days}} days; the last one was {{since}} days ago.",
  "finding.shortHistory.title": "The history is short",
  "finding.shortHistory.text": "It covers {{days}} days. Rates over time become firm from {{needed}} days on.",
  "finding.fewCustomers.title": "Few customers so far",
  "finding.fewCustomers.text": "With {{customers}} customers rates move by chance. From {{needed}} on they are firmer.",
  "finding.noMoney.title": "The orders have no amounts",
  "finding.noMoney.text": "Figures with money are not available; all others are.",
  "finding.noConsentData.title": "Nobody may be mailed yet",
  "finding.noConsentData.text":
    "No marketing consent is known for any of {{people}} people. Segments can be seen, but not mailed.",
  "finding.lowReach.title": "Few of your customers may be mailed",
  "finding.lowReach.text":
    "{{reachable}} of {{people}} people ({{share}}) agreed to marketing mail. Ask for it at checkout and on the account page.",
  "finding.manyGuestOrders.title": "Many orders have no customer",
  "finding.manyGuestOrders.text":
    "{{orders}} orders ({{share}}) have no customer. They are in the sales, but customer figures cannot see them.",
  "finding.manyLeftOut.title": "Many orders are left out",
  "finding.manyLeftOut.text":
    "{{orders}} orders ({{share}}) are test, cancelled, voided or deleted and are in no figure.",
  "finding.mostBuyOnce.title": "Most customers have bought once",
  "finding.mostBuyOnce.text":
    "{{share}} of {{customers}} customers have one order. The second order is the one to work for.",
  "finding.manyLapsed.title": "Many customers have lapsed",
  "finding.manyLapsed.text":
    "{{share}} of your customers ({{customers}}) are past the point by which almost everyone who returns has returned.",
  "finding.dueNow.title": "Customers are due now",
  "finding.dueNow.text": "{{customers}} customers have reached the time at which others like them order again.",
  "finding.topFifthCarries.title": "A few customers carry the sales",
  "finding.topFifthCarries.text":
    "The best fifth of your customers brings {{share}} of net sales. They deserve care of their own.",
  "finding.discountHabit.title": "Many orders are sold with a discount",
  "finding.discountHabit.text": "{{share}} of orders carry a discount. Customers may learn to wait for the next one.",
  "finding.retentionRateAboveOne.title": "The retention rate is above 100%",
  "finding.retentionRateAboveOne.text":
    "It is {{rate}}: more customers came back from further back than were lost. The formula counts them at the end, but not at the start.",
  "finding.stageHeld.title": "The stage is kept, for now",
  "finding.stageHeld.text":
    "The pace of {{pace}} orders a day is a little below the bound of {{bound}}. The stage falls when it drops clearly below.",
} as const;
