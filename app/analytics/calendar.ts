/**
 * Shop-local civil days and calendar periods. A day is a number, counted from 1970-01-01; a period is an ordinal number of
 * its kind, so that "the next one" is + 1. Weeks begin on Monday (ISO 8601, ISO week-year); months, quarters and years are
 * those of the Gregorian calendar.
 */

export const PERIODS = ["week", "month", "quarter", "year"] as const;
export type Period = (typeof PERIODS)[number];

/** Days from `from` up to, not including, `to`. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly dayOfMonth: number;
}

const DAYS_PER_400_YEARS = 146_097;

/**
 * Day number of a date of the Gregorian calendar.
 *
 * Years are counted from March, so that the leap day ends a year; H. Hinnant, "chrono-compatible low-level date algorithms".
 * A day of month beyond the month's end runs on into the next month.
 */
export function dayOfCivil(year: number, month: number, dayOfMonth: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + dayOfMonth - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_400_YEARS + dayOfEra - 719_468;
}

/** The inverse of `dayOfCivil`. */
export function civilOfDay(day: number): CivilDate {
  const z = day + 719_468;
  const era = Math.floor(z / DAYS_PER_400_YEARS);
  const dayOfEra = z - era * DAYS_PER_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    dayOfMonth: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

export function daysInMonth(year: number, month: number): number {
  return dayOfCivil(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - dayOfCivil(year, month, 1);
}

/** Day number of "YYYY-MM-DD"; null for anything else, also for a date that does not exist. */
export function dayOfIsoDate(text: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return null;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || dayOfMonth < 1 || dayOfMonth > daysInMonth(year, month)) return null;
  return dayOfCivil(year, month, dayOfMonth);
}

/** "YYYY-MM-DD" of a day number. */
export function isoDateOfDay(day: number): string {
  const { year, month, dayOfMonth } = civilOfDay(day);
  return `${fourDigits(year)}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
}

/** The same date `years` earlier; 29 February becomes the 28th where the year has no leap day. */
export function sameDateYearsBefore(day: number, years: number): number {
  const { year, month, dayOfMonth } = civilOfDay(day);
  return dayOfCivil(year - years, month, Math.min(dayOfMonth, daysInMonth(year - years, month)));
}

/** Ordinal of the period that holds the day. Week 0 began on Monday 1969-12-29; month 0 is 1970-01. */
export function periodOf(day: number, period: Period): number {
  if (period === "week") return Math.floor((day + 3) / 7);
  const { year, month } = civilOfDay(day);
  if (period === "month") return (year - 1970) * 12 + month - 1;
  if (period === "quarter") return (year - 1970) * 4 + Math.floor((month - 1) / 3);
  return year - 1970;
}

/** First day of a period; `periodStart(p + 1, …)` is the first day after it. */
export function periodStart(ordinal: number, period: Period): number {
  if (period === "week") return ordinal * 7 - 3;
  const monthsPer = period === "month" ? 1 : period === "quarter" ? 3 : 12;
  const months = ordinal * monthsPer;
  const year = Math.floor(months / 12);
  return dayOfCivil(1970 + year, months - year * 12 + 1, 1);
}

/** "2011-W05", "2011-03", "1997-Q1" or "1997". */
export function periodLabel(ordinal: number, period: Period): string {
  const start = periodStart(ordinal, period);
  if (period === "week") {
    // The ISO week-year is the year of the week's Thursday.
    const { year } = civilOfDay(start + 3);
    const week = 1 + Math.floor((start + 3 - dayOfCivil(year, 1, 1)) / 7);
    return `${fourDigits(year)}-W${twoDigits(week)}`;
  }
  const { year, month } = civilOfDay(start);
  if (period === "month") return `${fourDigits(year)}-${twoDigits(month)}`;
  if (period === "quarter") return `${fourDigits(year)}-Q${Math.floor((month - 1) / 3) + 1}`;
  return fourDigits(year);
}

/** The calendar period that covers exactly this range, or null. No two kinds have a length in common. */
export function wholePeriod(range: DayRange): { period: Period; ordinal: number } | null {
  for (const period of PERIODS) {
    const ordinal = periodOf(range.from, period);
    if (periodStart(ordinal, period) === range.from && periodStart(ordinal + 1, period) === range.to) {
      return { period, ordinal };
    }
  }
  return null;
}

/** Shortest and longest length in days that a period of this kind can have. */
export const PERIOD_LENGTH_DAYS: Readonly<Record<Period, { readonly shortest: number; readonly longest: number }>> = {
  week: { shortest: 7, longest: 7 },
  month: { shortest: 28, longest: 31 },
  quarter: { shortest: 90, longest: 92 },
  year: { shortest: 365, longest: 366 },
};

/**
 * Ordinals of many days at once: `result[day − from]` is the period of `day`, counted from the period of `from` (which is 0).
 * Reports look periods up here, so that a scan over orders does no calendar arithmetic.
 */
export function periodIndex(from: number, to: number, period: Period): Int32Array {
  const index = new Int32Array(Math.max(0, to - from));
  const first = periodOf(from, period);
  let ordinal = first;
  let nextStart = periodStart(first + 1, period);
  for (let day = from; day < to; day++) {
    if (day === nextStart) {
      ordinal++;
      nextStart = periodStart(ordinal + 1, period);
    }
    index[day - from] = ordinal - first;
  }
  return index;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function fourDigits(value: number): string {
  return String(value).padStart(4, "0");
}

export const MS_PER_DAY = 86_400_000;

/** Whether the running system knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/**
 * The zone's distance from UTC, in milliseconds, at an instant.
 *
 * Asking Intl costs microseconds, so answers are kept per UTC day: the distance at its start and, on the few days when
 * clocks change, the instant of the change. Throws a RangeError for an unknown zone.
 */
function zoneOffsets(zone: string): (instantMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  const ask = (instantMs: number): number => {
    const name = format.formatToParts(instantMs).find((part) => part.type === "timeZoneName")?.value ?? "";
    const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(name);
    if (!match) return 0;
    const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
    return (match[1] === "-" ? -1 : 1) * seconds * 1000;
  };
  const known = new Map<number, DayOffsets>();
  let lastDay = NaN;
  let last: DayOffsets = { before: 0, changeMs: Infinity, after: 0 };
  return (instantMs) => {
    const utcDay = Math.floor(instantMs / MS_PER_DAY);
    if (utcDay !== lastDay) {
      let found = known.get(utcDay);
      if (!found) known.set(utcDay, (found = offsetsOfDay(utcDay * MS_PER_DAY, ask)));
      last = found;
      lastDay = utcDay;
    }
    return instantMs < last.changeMs ? last.before : last.after;
  };
}

/** Within one UTC day: `before` up to `changeMs`, `after` from it on. */
interface DayOffsets {
  readonly before: number;
  readonly changeMs: number;
  readonly after: number;
}

function offsetsOfDay(startMs: number, ask: (instantMs: number) => number): DayOffsets {
  const before = ask(startMs);
  const after = ask(startMs + MS_PER_DAY - 1);
  if (before === after) return { before, changeMs: Infinity, after };
  let low = startMs;
  let high = startMs + MS_PER_DAY - 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (ask(middle) === before) low = middle;
    else high = middle;
  }
  return { before, changeMs: high, after };
}

/** The civil day (since 1970-01-01) of an instant in the zone. Make one function per zone and reuse it: it keeps what it learns. */
export function zonedDays(zone: string): (instantMs: number) => number {
  const offsetMs = zoneOffsets(zone);
  return (instantMs) => Math.floor((instantMs + offsetMs(instantMs)) / MS_PER_DAY);
}

/** The civil day of one instant. For many instants use `zonedDays`. */
export function civilDayOf(instantMs: number, zone: string): number {
  return zonedDays(zone)(instantMs);
}

/**
 * The instant at which the zone's clocks show a local time, given as milliseconds "as if UTC".
 *
 * A time that occurs twice means the first; a time that is skipped is read with the offset before the change, so that it lies
 * just after it (the rule of java.time and of Temporal's "compatible").
 */
export function zonedInstants(zone: string): (localMs: number) => number {
  const offsetMs = zoneOffsets(zone);
  return (localMs) => {
    // Offsets change by hours at most, so those a day to either side enclose any change near this time.
    const earlier = localMs - offsetMs(localMs - MS_PER_DAY);
    if (earlier + offsetMs(earlier) === localMs) return earlier;
    const later = localMs - offsetMs(localMs + MS_PER_DAY);
    return later + offsetMs(later) === localMs ? later : earlier;
  };
}
