/** Length of an age: age k is the days [30k, 30k + 30) after a customer's first order, METRICS section 1. */
export const AGE_DAYS = 30;

/** How many ages, from age 0 on, a customer of this first day has completed by the day; 0 or less: none. */
export function completedAges(firstDay: number, asOf: number): number {
  return Math.floor((asOf - firstDay + 1) / AGE_DAYS);
}
