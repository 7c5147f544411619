/** A discount code on an order; the rate is the share off its merchandise. */
export interface Discount {
  code: string;
  rate: number;
}

/** Black Friday is the day after the fourth Thursday of November; its week runs to the Monday after. */
function isBlackFridayWeek(civilDay: number): boolean {
  const date = new Date(civilDay * 86_400_000);
  const firstOfNovember = new Date(Date.UTC(date.getUTCFullYear(), 10, 1));
  const thanksgiving = 1 + ((4 - firstOfNovember.getUTCDay() + 7) % 7) + 21;
  const fromThanksgiving = civilDay - Date.UTC(date.getUTCFullYear(), 10, thanksgiving) / 86_400_000;
  return fromThanksgiving >= -3 && fromThanksgiving <= 4;
}

/** The discount of an order by dice, or null. */
export function discountOf(
  orderNumber: number,
  civilDay: number,
  daysSinceLast: number | null,
  random: () => number,
): Discount | null {
  const roll = random();
  if (isBlackFridayWeek(civilDay) && roll < 0.7) return { code: "BLACKFRIDAY20", rate: 0.2 };
  if (roll > 0.997) return { code: "ONTHEHOUSE", rate: 1 };
  if (orderNumber === 1) return roll < 0.32 ? { code: "WELCOME10", rate: 0.1 } : null;
  if (daysSinceLast !== null && daysSinceLast > 75) return roll < 0.4 ? { code: "COMEBACK15", rate: 0.15 } : null;
  return roll < 0.06 ? { code: "REFILL5", rate: 0.05 } : null;
}
