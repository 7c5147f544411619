import { MS_PER_DAY, dayOfCivil, daysInMonth, zonedDays, zonedInstants } from "../analytics/calendar.ts";

/** The last time stamp read. One object is reused: a file has millions of them. */
export interface TimestampReader {
  /** Reads a time stamp; false when the text is none. */
  readonly read: (text: string) => boolean;
  /** Instant of the last one read, milliseconds since 1970. */
  instantMs: number;
  /** Its civil day in the reader's zone. */
  day: number;
}

/** Years outside are slips of the pen, and would stretch every table by centuries. */
export const YEARS = { first: 1900, last: 2199 };

/**
 * Reads "2011-12-09", "2011-12-09 12:50", "2011-12-09T12:50:00Z", "2024-06-30 16:31:43 -0400" and what lies between.
 *
 * A time without offset is local to the zone; a date without time is that day (its first instant).
 */
export function timestampReader(zone: string): TimestampReader {
  const dayOf = zonedDays(zone);
  const instantOf = zonedInstants(zone);
  const days = civilDays();
  const reader: TimestampReader = {
    instantMs: NaN,
    day: NaN,
    read: (text) => {
      if (text[4] !== "-" || text[7] !== "-") return false;
      const day = days(digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2));
      if (Number.isNaN(day)) return false;
      if (text.length === 10) {
        reader.day = day;
        reader.instantMs = instantOf(day * MS_PER_DAY);
        return true;
      }
      if (text[10] !== "T" && text[10] !== " ") return false;
      const timeEnd = endOfTime(text);
      const timeMs = timeOfDayMs(text, timeEnd);
      if (Number.isNaN(timeMs)) return false;
      if (timeEnd === text.length) {
        reader.instantMs = instantOf(day * MS_PER_DAY + timeMs);
        // Not `day`: Samoa never had a 30 December 2011, so a time on it lies on the 31st.
        reader.day = dayOf(reader.instantMs);
        return true;
      }
      const offsetMs = offsetOf(text.slice(timeEnd).trim());
      if (Number.isNaN(offsetMs)) return false;
      reader.instantMs = day * MS_PER_DAY + timeMs - offsetMs;
      reader.day = dayOf(reader.instantMs);
      return true;
    },
  };
  return reader;
}

/** The day number of a date, NaN for one that does not exist or is out of reach. Each is worked out once. */
function civilDays(): (year: number, month: number, dayOfMonth: number) => number {
  const known = new Float64Array((YEARS.last - YEARS.first + 1) * 12 * 31).fill(UNKNOWN_DAY);
  return (year, month, dayOfMonth) => {
    if (!(year >= YEARS.first && year <= YEARS.last && month >= 1 && month <= 12)) return NaN;
    if (!(dayOfMonth >= 1 && dayOfMonth <= 31)) return NaN;
    const at = ((year - YEARS.first) * 12 + month - 1) * 31 + dayOfMonth - 1;
    if (known[at] === UNKNOWN_DAY)
      known[at] = dayOfMonth <= daysInMonth(year, month) ? dayOfCivil(year, month, dayOfMonth) : NaN;
    return known[at]!;
  };
}

const UNKNOWN_DAY = Infinity;

/** The number written in `length` digits at `from`; NaN when other characters stand there. */
function digitsAt(text: string, from: number, length: number): number {
  let value = 0;
  for (let i = from; i < from + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Where the time of day ends that begins at 11: digits, colons and a decimal point. */
function endOfTime(text: string): number {
  let at = 11;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (!((code >= 48 && code <= 58) || code === 46)) break;
    at++;
  }
  return at;
}

/** Milliseconds since midnight of "HH:MM", "HH:MM:SS" or "HH:MM:SS.fff" at 11 … end; NaN for anything else. */
function timeOfDayMs(text: string, end: number): number {
  const hours = digitsAt(text, 11, 2);
  const minutes = digitsAt(text, 14, 2);
  if (text[13] !== ":" || !(hours <= 23) || !(minutes <= 59)) return NaN;
  const whole = (hours * 60 + minutes) * 60_000;
  if (end === 16) return whole;
  const seconds = digitsAt(text, 17, 2);
  if (text[16] !== ":" || !(seconds <= 59)) return NaN;
  if (end === 19) return whole + seconds * 1000;
  const fraction = text.slice(19, end);
  if (!/^\.\d+$/.test(fraction)) return NaN;
  return whole + seconds * 1000 + Math.floor(Number(`0${fraction}`) * 1000);
}

/** Milliseconds of "Z", "UTC", "+02:00", "-0400" or "+05"; NaN for anything else. */
function offsetOf(text: string): number {
  if (text === "Z" || text === "z" || text === "UTC") return 0;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!match) return NaN;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === "-" ? -1 : 1) * minutes * 60_000;
}
