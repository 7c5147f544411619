import { periodOf } from "../../app/analytics/calendar.ts";
import type { SpendEntry } from "../../app/analytics/acquisition-cost.ts";

const MONTHS = 15;
/** Minor units a month for each order that the shop has had: about 75 a new customer, in units of the currency. */
const MONTHLY_PER_ORDER: readonly { readonly channel: string | null; readonly minor: number }[] = [
  { channel: "channel-0001", minor: 18 },
  { channel: "channel-0003", minor: 9 },
  { channel: "billboards", minor: 3 },
  { channel: null, minor: 12 },
];

/** What the generated shop spent on marketing: some months more, some less, one channel that brought nobody, and the present month. */
export function marketingSpend(asOf: number, orders: number): SpendEntry[] {
  const present = periodOf(asOf, "month");
  return Array.from({ length: MONTHS }, (_, ago) => present - ago).flatMap((month) =>
    MONTHLY_PER_ORDER.map(({ channel, minor }) => ({
      month,
      channel,
      amountMinor: Math.round((orders * minor * (10 + (month % 5))) / 12),
    })),
  );
}
