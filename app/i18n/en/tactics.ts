import type { TacticKey } from "../../insights/tactics/tactic.ts";

/** What a merchant reads about a tactic. */
export interface TacticText {
  readonly title: string;
  /** What it is and why it works, in one or two sentences. */
  readonly summary: string;
  /** When it fits, in words; the checks beside it carry the shop's own figures. */
  readonly when: string;
  readonly steps: readonly string[];
  /** What to watch for. */
  readonly care: string;
}

/** English texts of all tactics. */
export const tacticTexts: Readonly<Record<TacticKey, TacticText>> = {
  contentMarketing: {
    title: "Answer the questions people have before they buy",
    summary:
      "Guides, comparisons and stories bring visitors who are looking for what you sell. They cost time once and keep working.",
    when: "In every stage. Until you have sales it is, with search, the cheapest way to be found.",
    steps: [
      "Write down ten questions that buyers ask before an order. Your support inbox is the best source.",
      "Answer one of them each week on a page of its own. Show the product in use.",
      "End each page with one next step: a product, a collection or the newsletter.",
      "Tag every link you share with UTM parameters, so that orders show which page brought them.",
      "After three months keep the subjects that brought customers and stop the others.",
    ],
    care: "Results take months. Plan the time before you judge it.",
  },
  searchOptimisation: {
    title: "Be found for what you sell",
    summary: "Clear titles, honest descriptions and structured data put your products where people search for them.",
    when: "In every stage. Existing customers also find their way back through search.",
    steps: [
      "Choose a dozen search terms that a buyer would type, some with your brand and some without.",
      "Give each important product and collection its own title and description with one of these terms.",
      "Check that price, availability and reviews are marked up as structured data.",
      "Remove what makes the page slow on a phone.",
      "Note your position for each term once a month.",
    ],
    care: "Write for the reader. Pages made only for search engines lose both.",
  },
  paidAdvertising: {
    title: "Buy attention where a customer pays for it",
    summary:
      "Advertisements bring the first customers quickly. They pay as long as a customer is worth more than winning one costs.",
    when: "While the store is young. Later only if enough of the bought customers come back within 90 days.",
    steps: [
      "Decide what a new customer may cost. Half of the margin of the first year is a cautious limit.",
      "Start with two channels and one message each. Tag every link with UTM parameters.",
      "Enter what you spend per channel and month, so that cost per customer can be compared.",
      "After four weeks move the budget to the channel with the lower cost per new customer.",
      "Look at the repeat rate of the customers each channel brought, not only at their first order.",
    ],
    care: "A high cost for the first customers is normal. A high cost after half a year without returning customers is a warning.",
  },
  referralPartnerships: {
    title: "Let others introduce you",
    summary:
      "Small influencers and neighbouring brands speak to people who already trust them. Ask for few, fitting partners.",
    when: "When you have enough happy customers to show that the goods are liked.",
    steps: [
      "List ten people or shops whose audience would want your goods and who do not compete with you.",
      "Offer each a code of their own or a tagged link, and goods to try.",
      "Agree what counts as success and for how long.",
      "After 60 days compare new customers and their second orders per partner.",
      "Keep the two best and go deeper with them.",
    ],
    care: "Pay for customers, not for reach. Paid mentions must be marked as such.",
  },
  socialPresence: {
    title: "Be present where your customers talk",
    summary: "One or two networks, kept alive, show the goods in use and answer questions in public.",
    when: "In every stage. It helps to be found, and later it is a place for service.",
    steps: [
      "Choose the one or two networks your customers use. Leave the others.",
      "Post on fixed days. Show use, making and people more often than offers.",
      "Use one hashtag of your own and tagged links, so that visits and orders can be counted.",
      "Answer messages within a working day.",
      "Each month compare engagement with the visits and orders that came from it.",
    ],
    care: "Followers are not customers. Judge it by visits and orders.",
  },
  highValueCare: {
    title: "Care for your best customers by name",
    summary:
      "A small part of your customers brings most of the sales. Losing one of them costs more than winning many.",
    when: "When the best fifth carries most of the sales and there are enough of them to see a pattern.",
    steps: [
      "Export the segment and read the list. Know the first twenty by their orders.",
      "Write to them as a person, with an address that can be answered.",
      "Give something money does not buy: early access, a say in the next product, a direct line for service.",
      "Agree inside the team that their problems come first.",
      "Check every quarter who has left the group and ask why.",
    ],
    care: "Do not pay them for orders they would place anyway. Attention works better than a discount here.",
  },
  loyaltyTiers: {
    title: "Reward loyalty in tiers",
    summary: "Levels that rise with spend give regular customers a reason to place the next order with you.",
    when: "When many customers already return and the programme's fixed cost spreads over enough of them.",
    steps: [
      "Set two or three levels by yearly spend. Let the first be in reach of the third order.",
      "Choose rewards that cost you little and mean much: free shipping, early access, a gift.",
      "Work out what the rewards cost at today's spend, before you announce anything.",
      "Tell members where they stand and what is missing to the next level.",
      "After 90 days compare their order rate with that of the months before.",
    ],
    care: "A level cannot be taken back without anger. Start small.",
  },
  loyaltyPoints: {
    title: "Give points for orders",
    summary: "Points per amount spent, redeemed later, turn a habit into a reason to stay.",
    when: "When customers come several times a year, so that points add up before they are forgotten.",
    steps: [
      "Decide how much of each order you give back. Three per cent is a usual start.",
      "Make the first reward reachable with the second or third order.",
      "Show the balance in the account, in the order mail and at checkout.",
      "Remind once before points expire.",
      "Compare repeat purchase rate and discount cost before and after.",
    ],
    care: "Points are a discount that comes later. They belong in the calculation from the first day.",
  },
  referralReward: {
    title: "Thank those who bring friends",
    summary: "Your most loyal customers recommend you anyway. A reward for both sides makes it easy.",
    when: "When you have a circle of loyal customers to ask.",
    steps: [
      "Give each loyal customer a personal link or code.",
      "Reward both: the friend at the first order, the customer after it.",
      "Ask right after a good moment, such as a third order or a kind review.",
      "Limit rewards per person and watch for people who refer themselves.",
      "Count the new customers it brought and what each has cost.",
    ],
    care: "Reward after the friend's order is paid and kept, not before.",
  },
  personalRecommendations: {
    title: "Recommend what fits the last order",
    summary: "People who bought one thing often want a certain other one. Show that one, not the whole shop.",
    when: "When there are enough orders to see what is bought after what.",
    steps: [
      "Look up which product customers buy next after your three best sellers.",
      "Write one short mail per pair: what it is and why it goes with what they have.",
      "Send it when the first product has arrived and been used for a while.",
      "Show the same recommendation on the product and thank-you pages.",
      "Leave out people who already own the recommended product.",
    ],
    care: "Use what people bought from you. Do not show that you know more than that.",
  },
  subscriptionOffer: {
    title: "Offer a subscription to those with a steady rhythm",
    summary: "Customers who order the same thing at even intervals save effort with a standing order.",
    when: "When the usual time between orders is short and many customers keep a regular rhythm.",
    steps: [
      "Find the products that the same person buys again and again.",
      "Offer delivery at the interval they already have, with a small saving.",
      "Let them skip, change and cancel by themselves.",
      "Announce each delivery a few days before it is charged.",
      "Watch how many cancel after the second and third delivery.",
    ],
    care: "A subscription that is hard to leave is remembered for that.",
  },
  customerContent: {
    title: "Show your customers' own pictures and words",
    summary: "People believe other customers more than the shop. Loyal customers like to be asked.",
    when: "When you have enough loyal customers who know the products well.",
    steps: [
      "Ask loyal customers for a picture of the product in use, with a hashtag of your own.",
      "Ask for permission before you show it, and name them if they like.",
      "Put the best pictures on the product pages, not only in a gallery.",
      "Thank everyone who sent something, also those who are not shown.",
      "Compare the conversion rate of pages with and without such pictures.",
    ],
    care: "No permission, no publication.",
  },
  educationalContent: {
    title: "Help them get the most out of it",
    summary: "Most customers who never return were not unhappy. They did not use what they bought. Show them how.",
    when: "When more than half of the customers have bought only once.",
    steps: [
      "For each best seller write the three things that make it work better or last longer.",
      "Send the first tip when the parcel has arrived, the next a week later.",
      "Invite questions, and answer them.",
      "Mention a further product only where it solves the problem at hand.",
      "Compare the second-order rate of those who received it with those who did not.",
    ],
    care: "Three useful mails are better than ten. Stop when they are not opened.",
  },
  signUpIncentive: {
    title: "Give a reason to sign up",
    summary:
      "You know these addresses but have no consent to write. Offer something in the shop for which they say yes.",
    when: "Always, as long as there are people without an order who have not agreed to mail.",
    steps: [
      "Offer one clear thing for the address: a guide, early access, or a saving on the first order.",
      "Say what you will send and how often, next to the field.",
      "Ask for a confirmation by mail where the law wants it.",
      "Show the form after a visitor has looked around, not at once.",
      "Count how many sign up and how many of them order within 30 days.",
    ],
    care: "Do not mail people who have not agreed. The offer is shown in the shop.",
  },
  welcomeSeries: {
    title: "Welcome new subscribers",
    summary: "Interest is greatest in the first days. A short series introduces the shop and leads to a first order.",
    when: "When there are subscribers without an order.",
    steps: [
      "First mail, at once: say thank you and deliver what was promised.",
      "Second mail, after two days: who you are and what people like most.",
      "Third mail, after five days: answer the usual doubts about shipping, returns and sizes.",
      "Stop the series as soon as the person orders.",
      "Compare the share that orders within 30 days with subscribers from before.",
    ],
    care: "Nearly nobody buys on the first visit. Do not press; be there.",
  },
  cartReminder: {
    title: "Remind of an open checkout",
    summary: "Someone who began to pay was close to buying. One friendly reminder brings some of them back.",
    when: "When enough checkouts are left open to make it worth the set-up.",
    steps: [
      "Send the first reminder a few hours later, with a link to the filled cart.",
      "Ask what held them back. The answers are worth more than the orders.",
      "Send at most one more, the next day.",
      "Offer no discount in the first mail: many come back without one.",
      "Check where in the checkout people stop, and repair that.",
    ],
    care: "Regular discounts for open carts teach people to leave them open.",
  },
  thankYou: {
    title: "Say thank you after the first order",
    summary: "The mails after an order are read more than any other. Use them to be remembered well.",
    when: "For everyone who has just bought for the first time.",
    steps: [
      "Rewrite the confirmation and shipping mails in your own words.",
      "A few days after delivery, ask in one sentence whether all is well.",
      "Tell how to care for the product or use it best.",
      "Show two products that go with the one they bought.",
      "Ask for consent to write again if you do not have it.",
    ],
    care: "Transactional mail must stay transactional: the order first, everything else small.",
  },
  secondOrderDiscount: {
    title: "Make the second order easy",
    summary:
      "The step from the first to the second order loses the most customers. A limited saving, soon after the first, helps over it.",
    when: "When most customers buy only once and discounts are not yet a habit of the shop.",
    steps: [
      "Choose the moment: shortly before customers of yours usually come back.",
      "Give a personal code that ends after two weeks.",
      "Suggest one product that fits the first order.",
      "Keep a part of the segment without the offer, to see who would have come anyway.",
      "Stop it when the extra orders do not pay for the discount.",
    ],
    care: "Everyone who would have come anyway costs you the discount. Watch the break-even shown here.",
  },
  oneClickReorder: {
    title: "Make ordering again a matter of one click",
    summary: "Customers who are about due know what they want. A link that fills the cart saves them the search.",
    when: "When many customers return and do so several times a year.",
    steps: [
      "Build a link that puts the last order into the cart.",
      "Send it when the customer is about due, with one sentence.",
      "Put “order again” at the top of the account page.",
      "Offer saved payment at checkout.",
      "Count orders that began with the link.",
    ],
    care: "Leave out products that are sold out or not meant to be bought twice.",
  },
  upsell: {
    title: "Show the better version",
    summary: "Regular customers trust you enough to consider the larger size or the finer make.",
    when: "When order values differ widely, so that there is room to move up.",
    steps: [
      "Find products with a larger or better version that some customers choose.",
      "Say plainly what the better version does and costs.",
      "Offer it on the product page and in the mail before the usual time of the next order.",
      "Never replace what is in the cart.",
      "Watch average order value together with returns.",
    ],
    care: "An upsell that disappoints costs the next order.",
  },
  crossSell: {
    title: "Offer what belongs to it",
    summary: "Things that are used together are bought together, if they are shown together.",
    when: "When there are enough orders to see what goes with what.",
    steps: [
      "List for each best seller the two products most often in the same basket.",
      "Show them on the product page and in the cart, at most two.",
      "Make a set of them if they are often bought together.",
      "After the order, mention the one that is still missing.",
      "Compare basket size and repeat rate before and after.",
    ],
    care: "Suggest few things. A wall of products is looked at by nobody.",
  },
  tailoredNewsletter: {
    title: "Write regularly, and not the same to everyone",
    summary: "Between two orders a good newsletter keeps you in mind: news, use, season, back in stock.",
    when: "When there are enough people who agreed to receive mail.",
    steps: [
      "Choose a rhythm you can keep. Every second week is enough.",
      "Write one main story and change the product block per segment.",
      "Announce what is back in stock to those who bought it before.",
      "Test one thing at a time: send half of the list another subject line.",
      "Leave out people who have just ordered or who are in another campaign.",
    ],
    care: "Too much mail costs subscribers, and complaints can put your domain on a block list. At most one contact in seven days.",
  },
  askForFeedback: {
    title: "Ask one open question",
    summary: "Customers who drift away know why. One honest question by mail brings more than a long survey.",
    when: "When there are enough people to see a pattern in the answers.",
    steps: [
      "Ask one question that cannot be answered with yes: what would have made you come back?",
      "Send it from a person's address and read every answer.",
      "Reply, at least with thanks.",
      "Sort the answers by cause and repair the most frequent one.",
      "Tell those who answered what you changed.",
    ],
    care: "Ask only if you will act on the answers.",
  },
  reviewRequest: {
    title: "Ask contented customers for a review",
    summary: "Those who come again are content, and their words win the next customer.",
    when: "For customers who have ordered more than once.",
    steps: [
      "Ask after the product has been used for a while.",
      "Link straight to the form, with the product already chosen.",
      "Ask for what helped them decide, not for stars alone.",
      "Answer critical reviews in public and kindly.",
      "Show reviews on the product page.",
    ],
    care: "Do not pay for good reviews. In many places that is forbidden.",
  },
  reorderReminder: {
    title: "Remind at the right moment",
    summary:
      "These customers are past the time at which people like them usually return. A friendly reminder is often enough.",
    when: "When a part of the customers is due or at risk by the shop's own rhythm.",
    steps: [
      "Send it to the segment as soon as they become due. It renews itself every day.",
      "Name what they bought and what is new since.",
      "Offer no discount in the first mail.",
      "Write once more after two weeks, if nothing happened.",
      "Compare with a part of the segment that you leave out.",
    ],
    care: "Whoever does not react twice gets a pause, not a third mail.",
  },
  winBackOffer: {
    title: "Win back with a personal offer",
    summary: "Customers who are clearly late need a reason. A personal offer, once, brings some of them back.",
    when: "When discounts are not yet a habit of the shop, so that an offer still says something.",
    steps: [
      "Split the segment by what they used to spend. Begin with the most valuable.",
      "Say that you noticed their absence, and ask why.",
      "Give a personal offer that ends on a named day.",
      "Leave a part without the offer, to know what it really brought.",
      "Move those who do not react to a last message before you remove them.",
    ],
    care: "Repeated offers teach people to wait for them.",
  },
  lastWordBeforeRemoval: {
    title: "Say goodbye properly",
    summary: "People who have not reacted for long harm the delivery of your mail. Ask once more, then let them go.",
    when: "When the shop is old enough that a long silence is not just the season.",
    steps: [
      "Ask in one sentence whether they still want to hear from you.",
      "Offer to receive less mail instead of none.",
      "Wait two weeks.",
      "Take everyone who did not react off the list, and keep their orders.",
      "Watch open rate and complaints of the remaining list.",
    ],
    care: "A smaller list that is read is worth more than a large one that is not.",
  },
};
