/** "Why this number" of the reports that are asked for by name. */
export const reportDefinitions = {
  "definition.ageCohorts.name": "Cohorts by age",
  "definition.ageCohorts.meaning":
    "Customers grouped by the period of their first order, followed in columns of 30 days from each customer's own first day. So everybody in a column has had the same time.",
  "definition.ageCohorts.formula":
    "Age k: days 30k to 30k + 29 after the first order; only customers who have had all of them are counted",
  "definition.holidayCohorts.name": "Holiday cohorts",
  "definition.holidayCohorts.meaning":
    "Customers who first bought in November or December, beside those of the other months, compared at equal age: presents are bought once.",
  "definition.holidayCohorts.formula": "As cohorts by age",
  "definition.mixAndRate.name": "Mix and rate",
  "definition.mixAndRate.meaning":
    "How much of a change comes from other customers being won, and how much from customers behaving differently.",
  "definition.mixAndRate.formula":
    "Σ Δshare × mean rate (mix) + Σ Δrate × mean share (rate); the two add up to the change",
  "definition.orderValue.name": "Order value",
  "definition.orderValue.meaning":
    "What first orders and later ones are worth: mean and median, share with a discount and margin, by order number.",
  "definition.orderValue.formula": "Net sales ÷ orders; the median is the middle order",
  "definition.nextOrder.name": "Next order",
  "definition.nextOrder.meaning":
    "How many customers are expected to order within the coming days, by how long customers like them have waited before.",
  "definition.nextOrder.formula":
    "Of those who have waited as long and still return within the horizon, half have returned by the expected day (Kaplan-Meier)",
  "definition.rfmMovement.name": "Movement between RFM groups",
  "definition.rfmMovement.meaning": "Which group customers were in on one day, and which on another.",
  "definition.rfmMovement.formula": "Both days are scored with their own cut points",
  "definition.personas.name": "Personas",
  "definition.personas.meaning":
    "What the typical member of a group buys, from where and how. Groups and values below 30 people are not shown.",
  "definition.personas.formula": "Shares of the group's customers and orders up to the day",
  "definition.predictedValue.name": "Predicted lifetime value",
  "definition.predictedValue.meaning":
    "What your customers are expected to bring within the coming 365 days, with the range in which past predictions of your store have come true.",
  "definition.predictedValue.formula":
    "Expected orders (MBG/NBD) × expected order value (Gamma-Gamma), discounted by 10% a year",
  "definition.acquisitionCost.name": "Acquisition cost",
  "definition.acquisitionCost.meaning":
    "What a new customer costs by month and channel, what such customers bring within their first year, and when they have paid it back.",
  "definition.acquisitionCost.formula":
    "CAC = marketing spend ÷ new customers. CLV : CAC = margin to the age of 365 days ÷ spend",
  "definition.channels.name": "Channels",
  "definition.channels.meaning":
    'Where customers come from: the first visit before the first order. "Direct", "unknown" and no recorded visit are different things.',
  "definition.channels.formula": "Customers by the channel of their first order; repeat rate within 90 days",
  "definition.products.name": "Products",
  "definition.products.meaning": "What is bought, by whom first, and who comes back after beginning with it.",
  "definition.products.formula":
    "Share as first product: customers whose first order holds it ÷ customers whose first order has lines",
  "definition.firstProductEffect.name": "First products and second orders",
  "definition.firstProductEffect.meaning":
    "Which first products second orders within 90 days are associated with, among customers of the same month, country, discount, channel and basket size. It does not say that the product is the cause.",
  "definition.firstProductEffect.formula":
    "Mantel-Haenszel risk difference with Sato's interval, pulled towards 0 as far as chance reaches",
  "definition.nextProducts.name": "Next products",
  "definition.nextProducts.meaning":
    "Which products follow which more often than they would if the next order did not depend on the first.",
  "definition.nextProducts.formula": "Lift = observed ÷ expected pairs, pulled towards 1 as far as chance reaches",
  "definition.reorderRhythm.name": "Days until bought again",
  "definition.reorderRhythm.meaning": "How long it usually takes until the same customer buys the same product again.",
  "definition.reorderRhythm.formula":
    "Kaplan-Meier of the days from one purchase of the product to the next, with those who have not come back yet counted as waiting",
  "definition.maturityRange.name": "Computed range of retention effort",
  "definition.maturityRange.meaning":
    "The share of effort retention deserves by what your own customers bring. It is a range because how much more effort would bring is not known before it is measured.",
  "definition.maturityRange.formula":
    "R ÷ (A + R): what reachable customers bring in a year against what a year of new ones brings, for elasticity ratios from ½ to 2",
  "definition.claims.name": "Sayings about repeat customers",
  "definition.claims.meaning":
    "What is said of repeat customers everywhere, tested on your own orders, within the same people.",
  "definition.claims.formula": "Mean of later orders − first order of the same customer, with its 95% interval",
} as const;
