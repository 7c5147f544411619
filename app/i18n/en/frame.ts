/** What every page says: navigation, controls, the state of the data, loading, empty and error states. */
export const frame = {
  "nav.overview": "Overview",
  "nav.retention": "Retention",
  "nav.segments": "Segments",
  "nav.maturity": "Maturity",
  "nav.exports": "Exports",

  "period.week": "Week",
  "period.month": "Month",
  "period.quarter": "Quarter",
  "period.year": "Year",
  "period.weeks": "weeks",
  "period.months": "months",
  "period.quarters": "quarters",
  "period.years": "years",

  "controls.heading": "Period and day of this report",
  "controls.period": "Period",
  "controls.asOf": "Up to and including",
  "controls.latest": "Latest day",
  "controls.asOfOutside": "Choose a day from {{first}} to {{last}}.",
  "controls.lastOrderDay": "The last order was on {{day}}.",
  "controls.pastDay": "You are looking at a past day, by what is known of its orders now.",

  "freshness.live": "Live. Last change {{instant}}",
  "freshness.noChange": "Live. No change received yet",
  "freshness.catchingUp_one": "Catching up: {{formatted}} change is being worked off",
  "freshness.catchingUp_other": "Catching up: {{formatted}} changes are being worked off",
  "freshness.paused": "Live updates are interrupted. The figures are those of the last load.",

  "sync.waiting.title": "Your order history is about to be imported",
  "sync.waiting.text": "Figures appear here as orders arrive. You can leave this page: the import goes on without it.",
  "sync.importing.title": "Your order history is being imported",
  "sync.exporting.known":
    "Step 1 of 2, Shopify prepares your orders: {{orders}} of about {{expected}} orders so far. You can leave this page.",
  "sync.exporting.unknown":
    "Step 1 of 2, Shopify prepares your orders: {{orders}} orders so far. You can leave this page.",
  "sync.reading.known":
    "Step 2 of 2, reading your orders: {{orders}} of about {{expected}} orders so far. Figures appear when it is done.",
  "sync.reading.unknown": "Step 2 of 2, reading your orders: {{orders}} orders so far. Figures appear when it is done.",
  "sync.importing.progress": "Import of the order history",
  "sync.failed.title": "The import of your order history has stopped",
  "sync.failed.text":
    "{{orders}} orders are here. The import is tried again by itself; figures are not complete until it is done.",
  "sync.rejected_one": "{{formatted}} record from Shopify could not be read and is in no figure.",
  "sync.rejected_other": "{{formatted}} records from Shopify could not be read and are in no figure.",

  "partial.title": "Figures are final from {{month}} on",
  "partial.text":
    "Orders before {{month}} are not (all) available to this app. Cohorts and rates that look back further are not complete.",

  "empty.title": "No orders yet",
  "empty.text":
    "As soon as the first order is placed, this page fills by itself. Orders that are test orders, cancelled or voided are not counted.",
  "empty.importing.title": "Waiting for the first orders",
  "empty.importing.text": "The import of your order history has just begun. This page fills by itself.",
  "empty.action": "See the stages of a store",

  "loading.page": "Loading the page",

  "error.title": "This page could not be loaded",
  "error.text":
    "Something went wrong on our side. Nothing was changed in your store. Try again; if it happens again, contact support.",
  "error.badRequest.title": "This address cannot be shown",
  "error.retry": "Try again",
  "notFound.title": "There is no page at this address",
  "notFound.text": "The link may be old. All your figures are reached from the overview.",
  "notFound.action": "Go to the overview",

  "value.unknown": "not known",

  "unknown.noOrders": "no orders yet",
  "unknown.noCases": "no cases to divide by",
  "unknown.noExistingCustomers": "no existing customers when the period began",
  "unknown.noMoney": "the orders have no amounts",
  "unknown.shortHistory": "the history is too short",
  "unknown.pending": "the period is not over",
  "unknown.notCovered": "no comparison: history does not reach back",
  "unknown.importing": "orders of that time are still being imported",
  "unknown.fewCases": "too few cases for a rate",
  "unknown.noSpend": "marketing spend is not entered",
  "unknown.notInOrders": "orders cannot tell",
} as const;
