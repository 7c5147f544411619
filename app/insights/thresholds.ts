/**
 * Every bound that a finding or a piece of advice depends on, each with its reason and source. Nothing else in this folder
 * compares with a number of its own, apart from the tactics' audiences.
 *
 * Sources: "metrics n" is a section of docs/metrics.md; S0–S4 are the five source articles; "assumption" says that the number
 * is ours and waits for the shop's own experiments.
 */
interface Threshold {
  readonly value: number;
  readonly reason: string;
  readonly source: string;
}

export const THRESHOLDS = {
  fewCases: {
    value: 30,
    reason:
      "A rate of fewer cases moves by more than 3 points with one person: it is drawn lightly, with its interval.",
    source: "metrics 0",
  },
  baselineCases: {
    value: 30,
    reason: "Below it the past order rate of a segment says little about its next month.",
    source: "metrics 0",
  },
  firmCustomers: {
    value: 100,
    reason: "Under 100 customers the cohorts of single months have a handful of people each.",
    source: "metrics 8: no computed range below 100 customers",
  },
  firmHistoryDays: {
    value: 90,
    reason: "Repeat within 90 days is known for nobody in a younger shop.",
    source: "metrics 2",
  },
  salesWindowDays: {
    value: 28,
    reason: "Pace is counted over four whole weeks, so that no weekday weighs more than another.",
    source: "metrics 8",
  },
  staleMinutes: {
    value: 30,
    reason: "Changes are worked off within seconds; when one waits half an hour the figures are those of another time.",
    source: "design 6",
  },
  guestShare: {
    value: 0.2,
    reason: "With a fifth of the orders outside, customer figures describe another shop than the sales figures.",
    source: "assumption",
  },
  leftOutShare: {
    value: 0.1,
    reason: "One order in ten cancelled or voided is a fact about the shop, not noise.",
    source: "assumption",
  },
  rejectedRecords: {
    value: 1,
    reason: "Each record that could not be read is missing in the figures.",
    source: "metrics 0",
  },
  lowReachShare: {
    value: 0.25,
    reason: "If three of four buyers may not be mailed, asking for consent brings more than any campaign.",
    source: "assumption, after S0",
  },
  mostBuyOnce: {
    value: 0.6,
    reason: "The second order is the narrowest place of the journey when six of ten never place it.",
    source: "S4: the second order is the goal",
  },
  manyLapsed: {
    value: 0.5,
    reason: "Half of all customers past their rhythm is more than win-back mail alone can turn.",
    source: "assumption",
  },
  topFifthShare: {
    value: 0.6,
    reason: "Few customers carrying most sales need care by name before campaigns for all.",
    source: "S1: identify high-value customers",
  },
  discountHabit: {
    value: 0.4,
    reason:
      "Where four orders in ten have a discount, a further one mostly lowers the price of orders that would come anyway.",
    source: "metrics 11",
  },
  steadyCustomersForLoyalty: {
    value: 30,
    reason: "A circle of loyal customers that fits at two tables needs letters, not a programme.",
    source: "assumption",
  },
  loyaltyProgrammeCustomers: {
    value: 500,
    reason: "Tiers and points have fixed cost; below some hundred customers they are not earned back.",
    source: "assumption, after S1",
  },
  loyaltyRepeatRate: {
    value: 0.2,
    reason: "Points reward a habit: without one customer in five returning there is none yet.",
    source: "assumption, after S1",
  },
  frequentGapDays: {
    value: 120,
    reason: "Reorder comfort and points are noticed when a customer comes several times a year.",
    source: "assumption",
  },
  subscriptionGapDays: {
    value: 75,
    reason: "Subscriptions are sold for things used up within about two months.",
    source: "assumption",
  },
  regularRhythmShare: {
    value: 0.3,
    reason: "A subscription needs customers who already buy at even intervals.",
    source: "assumption",
  },
  regularRhythmSpread: {
    value: 0.5,
    reason: "A rhythm is regular when the days between orders spread by less than half of their mean.",
    source: "assumption",
  },
  recommendationOrders: {
    value: 500,
    reason: "What is bought with what becomes visible after some hundred orders.",
    source: "assumption",
  },
  oneTimeShareForTeaching: {
    value: 0.5,
    reason: "Explaining how to use a product pays where most people never come back for the next.",
    source: "S2: educate with content",
  },
  orderValueSpread: {
    value: 1.2,
    reason: "A mean 20 % above the median shows that some customers take the dearer choice: there is room to move up.",
    source: "assumption, after S3",
  },
  newsletterReaders: {
    value: 50,
    reason: "Writing a newsletter costs the same for 50 readers as for 5 000.",
    source: "assumption",
  },
  feedbackCustomers: {
    value: 30,
    reason: "One in ten answers; three answers are the least from which a pattern can be told.",
    source: "assumption, after S2",
  },
  abandonedCheckouts: {
    value: 10,
    reason: "The set-up of a reminder is worth it from a few checkouts a quarter.",
    source: "assumption",
  },
  fadingShare: {
    value: 0.05,
    reason: "Under one customer in twenty due or at risk there is nobody to remind.",
    source: "assumption",
  },
  matureHistoryDays: {
    value: 365,
    reason: "Before a full year nobody can be told apart from a customer who buys once each season.",
    source: "S3, S4",
  },
  paidReturnRate: {
    value: 0.15,
    reason: "Bought customers who do not return within 90 days rarely earn their cost back.",
    source: "S3: near 1 : 1 the store pays more than it earns",
  },
  paidProofDays: {
    value: 120,
    reason: "Repeat within 90 days needs 90 days and a month of customers.",
    source: "metrics 2",
  },
  partnershipCustomers: {
    value: 100,
    reason: "A partner asks for proof that people like the goods.",
    source: "assumption, after S3",
  },
  leastProbabilityOfGain: {
    value: 0.6,
    reason: "Below it a tactic is hardly better than tossing a coin and is not recommended.",
    source: "metrics 11",
  },
  segmentsToKnow: {
    value: 3,
    reason: "With three segments of 30 people or more one can tell customers apart.",
    source: "assumption, after S3",
  },
  trackingDays: {
    value: 90,
    reason: "Whether tracking works is a question about the last quarter, not about years ago.",
    source: "assumption",
  },
  knownChannelShare: {
    value: 0.5,
    reason: "Tracking works when at least half of the orders say where they came from.",
    source: "assumption, after S3",
  },
  channelsToCompare: {
    value: 2,
    reason: "A budget can be split over channels when there are two to compare.",
    source: "S3",
  },
} as const satisfies Record<string, Threshold>;
