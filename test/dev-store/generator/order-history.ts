import type { Customer, Order, ShopData } from "../model.ts";
import { openOrder } from "../shop/order-ledger.ts";
import { currencyOfCountry } from "../shop/people.ts";
import { inventJourney, pickChannel, CHANNELS } from "../shop/visits.ts";
import { fillBasket } from "./basket.ts";
import { addBuyer } from "./buyers.ts";
import { shippingOfCurrency, taxOfCurrency, type Offer } from "./catalogue.ts";
import { BUYER_KINDS, type Demand } from "./demand.ts";
import { discountOf } from "./discounts.ts";
import { liveOn } from "./order-afterlife.ts";

const DAY_MS = 86_400_000;
/** Share of orders by local hour of day, midnight first: few at night, most in the evening. */
const HOURS = [
  1, 0.5, 0.3, 0.2, 0.2, 0.4, 1.2, 2.5, 3.6, 4.2, 4.6, 4.8, 5.2, 4.6, 4.2, 4.2, 4.4, 4.8, 5.4, 6.4, 7, 6.6, 4.6, 2.4,
];
const HOURS_SUM = HOURS.reduce((sum, weight) => sum + weight, 0);

/** Civil time of the shop's zone, both ways. */
interface ZoneTime {
  /** Civil day of an instant, days since 1970-01-01. */
  dayAt: (instantMs: number) => number;
  /** Instant of a civil time given as if it were UTC. */
  instantOf: (localMs: number) => number;
}

export interface HistorySetup {
  shop: ShopData;
  demand: Demand;
  offers: readonly Offer[];
  time: ZoneTime;
  firstDay: number;
  sinceMs: number;
  nowMs: number;
  random: () => number;
}

/** Puts the orders of a demand into the shop, oldest first, each with its later life. */
export function addHistory(setup: HistorySetup): void {
  const { shop, demand, time, firstDay, nowMs, random } = setup;
  const count = demand.orderBuyer.length;
  const at = new Float64Array(count);
  for (let n = 0; n < count; n++) at[n] = instantOnDay(time, firstDay + demand.orderDay[n]!, nowMs, random);
  const sequence = Uint32Array.from({ length: count }, (_, n) => n).sort((a, b) => at[a]! - at[b]! || a - b);

  const kinds = demand.kind.length;
  const customers: (Customer | undefined)[] = new Array<Customer | undefined>(kinds);
  const ordersSoFar = new Uint16Array(kinds);
  const lastAt = new Float64Array(kinds);
  for (const n of sequence) {
    const buyer = demand.orderBuyer[n]!;
    const daysSinceLast = ordersSoFar[buyer]! > 0 ? (at[n]! - lastAt[buyer]!) / DAY_MS : null;
    ordersSoFar[buyer]! += 1;
    lastAt[buyer] = at[n]!;
    const kind = BUYER_KINDS[demand.kind[buyer]!]!;
    // The first orders of a shop are plain: a store's age counts from an order that counts.
    const plain = shop.orders.size === 0;
    const wholesale = (buyer * 2654435761) % 53 === 0 && kind === "regular";
    if (kind !== "guest") customers[buyer] ??= addBuyer(shop, at[n]!, setup.sinceMs, wholesale, random);
    const customer = customers[buyer] ?? null;
    placeHistoric(setup, {
      atMs: at[n]!,
      civilDay: time.dayAt(at[n]!),
      buyer,
      kind,
      customer,
      wholesale,
      orderNumber: ordersSoFar[buyer]!,
      daysSinceLast,
      plain,
    });
  }
}

interface HistoricOrder {
  atMs: number;
  civilDay: number;
  buyer: number;
  kind: (typeof BUYER_KINDS)[number];
  customer: Customer | null;
  wholesale: boolean;
  orderNumber: number;
  daysSinceLast: number | null;
  plain: boolean;
}

function placeHistoric({ shop, demand, offers, nowMs, random }: HistorySetup, what: HistoricOrder): Order {
  const { atMs, civilDay, buyer, kind, customer, wholesale, orderNumber, plain } = what;
  const { currency } = shop.facts;
  const month = new Date(civilDay * DAY_MS).getUTCMonth();
  const basketOf = () =>
    fillBasket({
      offers,
      kind,
      favourite: offers[demand.favourite[buyer]!]!,
      orderNumber,
      atMs,
      wholesale,
      giftSeason: month >= 10,
      random,
    });
  const lines = basketOf();
  const merchandiseMinor = lines.reduce(
    (sum, line) => sum + (line.isGiftCard ? 0 : line.unitPriceMinor * line.quantity),
    0,
  );
  const discount = discountOf(orderNumber, civilDay, what.daysSinceLast, random);
  const sale = saleOf(kind, wholesale, orderNumber, random);
  const shipping = shippingOfCurrency(currency);
  const delivered = sale.sourceName !== "pos" && merchandiseMinor > 0;
  const replacement = !plain && orderNumber > 1 && random() < 0.003;
  const rate = replacement ? 1 : (discount?.rate ?? 0);
  const seen = currencyOfCountry(customer?.address?.countryCode ?? "");
  const paid = random();
  const order = openOrder(shop, {
    customerId: customer?.id ?? null,
    email: customer?.email ?? null,
    atMs,
    lines,
    discountMinor: Math.round(merchandiseMinor * rate),
    discountCodes: discount && !replacement && merchandiseMinor > 0 ? [discount.code] : [],
    shippingMinor: delivered && rate < 1 && merchandiseMinor < shipping.freeFromMinor ? shipping.priceMinor : 0,
    tipMinor: sale.sourceName === "pos" && random() < 0.15 ? Math.round(merchandiseMinor / 10) : 0,
    tax: { rate: taxOfCurrency(currency).rate },
    test: !plain && random() < 0.004,
    financialStatus:
      plain || sale.sourceName === "pos" || paid < 0.985 ? "PAID" : paid < 0.993 ? "PENDING" : "AUTHORIZED",
    presentmentCurrency: seen !== null && sale.sourceName === "web" && random() < 0.75 ? seen : currency,
    tags: replacement ? ["replacement"] : [],
    locale: customer?.locale ?? null,
    shippingAddress: delivered ? (customer?.address ?? null) : null,
    journey: sale.sourceName === "web" && random() > 0.04 ? journeyOf(shop, customer, orderNumber, atMs, random) : null,
    ...sale,
  });
  if (!plain) liveOn(shop, order, nowMs, () => basketOf()[0]!, random);
  return order;
}

function saleOf(kind: HistoricOrder["kind"], wholesale: boolean, orderNumber: number, random: () => number) {
  const roll = random();
  if (wholesale) return { sourceName: "shopify_draft_order", appName: "Draft Orders", channelHandle: "draft-orders" };
  if (kind === "guest" ? roll < 0.5 : roll < 0.06)
    return { sourceName: "pos", appName: "Point of Sale", channelHandle: "pos" };
  if (kind === "devotee" && orderNumber > 1 && roll > 0.7) {
    return { sourceName: "subscription_contract", appName: "Subscriptions", channelHandle: "subscriptions" };
  }
  return { sourceName: "web", appName: "Online Store", channelHandle: "web" };
}

function journeyOf(shop: ShopData, customer: Customer | null, orderNumber: number, atMs: number, random: () => number) {
  const channel = pickChannel(orderNumber === 1, random);
  const mailed = channel.source === "Email" && customer?.emailConsent !== "SUBSCRIBED";
  return inventJourney(shop, mailed ? CHANNELS.find(({ name }) => name === "direct")! : channel, atMs, random);
}

/** An instant on a civil day of the shop, by the hours people buy; on the present day never after the present. */
function instantOnDay(time: ZoneTime, civilDay: number, nowMs: number, random: () => number): number {
  let hour = 0;
  for (let left = random() * HOURS_SUM; left >= HOURS[hour]!; hour++) left -= HOURS[hour]!;
  const midnightMs = time.instantOf(civilDay * DAY_MS);
  const atMs = time.instantOf(civilDay * DAY_MS + hour * 3_600_000) + 1000 * Math.floor(random() * 3600);
  if (atMs <= nowMs) return atMs;
  return midnightMs + 1000 * Math.floor((random() * (nowMs - midnightMs)) / 1000);
}
