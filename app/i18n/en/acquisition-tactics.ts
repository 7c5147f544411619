import type { TacticText } from "../tactic-text.types.ts";

/** English texts of the tactics that win customers. */
export const acquisitionTacticTexts = {
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
} as const satisfies Readonly<Record<string, TacticText>>;
