/**
 * The only place where numbers become text: percent, money, counts, days and dates, in the merchant's locale and the
 * shop's currency. Everything else passes rates as 0–1 and money in minor units.
 */

/** What is printed where a value is not known. Never 0: a screen reader is given a sentence instead (see `Figure`). */
export const UNKNOWN = "–";

/** How this shop and this merchant write numbers. */
export interface Writing {
  /** BCP 47, e.g. "en-GB"; decides separators and the order of dates. */
  readonly locale: string;
  /** ISO 4217. */
  readonly currency: string;
  /** Decimals of the currency: 0 for JPY, 3 for KWD. */
  readonly currencyDigits: number;
  /** IANA zone of the shop, for instants. */
  readonly zone: string;
}

/** The formatting functions of one page. Each answers UNKNOWN to null. */
export interface Formats {
  readonly writing: Writing;
  /** Whole numbers with separators: 12,345. */
  count(value: number | null): string;
  /** A number with at most `digits` decimals: orders a day, orders per customer. */
  decimal(value: number | null, digits?: number): string;
  /** A rate 0–1 as percent. Small rates keep a second decimal; a rate between 0 and 0.01 % reads "<0.01%". */
  rate(value: number | null): string;
  /** A rate 0–1 as whole percent for narrow cells. Only 0 prints 0%, only 1 prints 100%. */
  rateShort(value: number | null): string;
  /** A relative change, signed: +12.5%. */
  change(value: number | null): string;
  /** A difference of two rates in percentage points, signed, without the unit: +1.2. */
  points(value: number | null): string;
  /** Money in minor units, with the currency's own decimals. */
  money(amountMinor: number | null): string;
  /** Money for headlines and narrow cells: without decimals from 1,000 units on. */
  moneyShort(amountMinor: number | null): string;
  /** A shop-local date YYYY-MM-DD: 9 Dec 2011. */
  date(isoDate: string | null): string;
  /** Two shop-local dates, both included: 1 – 9 Nov 2011. */
  dateSpan(from: string, to: string): string;
  /** An instant (ISO 8601) in the shop's zone: 9 Dec 2011, 14:05. */
  instant(at: string | null): string;
  /** A period's label ("2011-03", "2011-W05", "1997-Q1", "1997"): Mar 2011, W5 2011, Q1 1997, 1997. */
  period(label: string | null): string;
  /** Several things in one sentence: a, b and c. */
  list(items: readonly string[]): string;
}

/**
 * Builds the formatting functions of a page. A locale that Intl does not know falls back to English, so that a page never
 * fails for a malformed `locale` parameter.
 */
export function createFormats(given: Writing): Formats {
  const writing = { ...given, locale: supportedLocale(given.locale) };
  const { locale, currency, currencyDigits, zone } = writing;
  const numbers = (options?: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: number) => evenSpaces(format.format(value));
  };
  const fixed = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });
  const inCurrency = (digits: number) =>
    numbers({ style: "currency", currency, currencyDisplay: "narrowSymbol", ...fixed(digits) });
  const percent = (digits: number, sign?: boolean) =>
    numbers({ style: "percent", ...fixed(digits), ...(sign && { signDisplay: "exceptZero" }) });
  const dates = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);

  const unit = 10 ** currencyDigits;
  const [money, moneyWhole] = [inCurrency(currencyDigits), inCurrency(0)];
  const [percent0, percent1, percent2] = [percent(0), percent(1), percent(2)];
  const [change0, change1] = [percent(0, true), percent(1, true)];
  const points = numbers({ ...fixed(1), signDisplay: "exceptZero" });
  const decimals = [0, 1, 2, 3].map((digits) => numbers({ maximumFractionDigits: digits }));
  // Civil dates are written as instants of UTC, so that no zone can move them.
  const day = dates({ day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const month = dates({ month: "short", year: "numeric", timeZone: "UTC" });
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const instant = dates({ day: "numeric", month: "short", year: "numeric", ...clock, timeZone: zone });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });

  return {
    writing,
    count: orUnknown(numbers({ maximumFractionDigits: 0 })),
    decimal: (value, digits = 1) => orUnknown(decimals[digits] ?? decimals[3]!)(value),
    rate: orUnknown((value) => {
      if (value > 0 && value < 0.0001) return `<${percent2(0.0001)}`;
      if (value === 0 || value === 1) return percent0(value);
      return value < 0.01 ? percent2(value) : percent1(value);
    }),
    rateShort: orUnknown((value) => {
      if (value > 0 && value < 0.01) return `<${percent0(0.01)}`;
      if (value < 1 && value > 0.99) return `>${percent0(0.99)}`;
      return percent0(value);
    }),
    change: orUnknown((value) => (Math.abs(value) < 1 ? change1(value) : change0(value))),
    points: orUnknown((value) => points(value * 100)),
    money: orUnknown((value) => money(value / unit)),
    moneyShort: orUnknown((value) => (Math.abs(value) >= 1000 * unit ? moneyWhole : money)(value / unit)),
    date: (isoDate) => (isoDate === null ? UNKNOWN : evenSpaces(day.format(civil(isoDate)))),
    dateSpan: (from, to) => day.formatRange(civil(from), civil(to)).replace(/\s*–\s*/, " – "),
    instant: (at) => (at === null ? UNKNOWN : evenSpaces(instant.format(new Date(at)))),
    period: (label) => (label === null ? UNKNOWN : evenSpaces(periodText(label, month))),
    list: (items) => list.format(items),
  };
}

function orUnknown(write: (value: number) => string): (value: number | null) => string {
  return (value) => (value === null || !Number.isFinite(value) ? UNKNOWN : write(value));
}

/**
 * Thin and narrow spaces as one kind: versions of the locale data differ in them, and the page would differ between server
 * and browser.
 */
function evenSpaces(text: string): string {
  return text.replace(/[\u2009\u202f\u00a0]/g, "\u00a0");
}

function civil(isoDate: string): Date {
  return new Date(`${isoDate}T00:00:00Z`);
}

function supportedLocale(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale)[0] ?? "en";
  } catch {
    return "en"; // Not a BCP 47 tag at all.
  }
}

const WEEK = /^(\d{4})-W(\d{2})$/;
const MONTH = /^\d{4}-\d{2}$/;
const QUARTER = /^(\d{4})-Q(\d)$/;

function periodText(label: string, month: Intl.DateTimeFormat): string {
  if (MONTH.test(label)) return month.format(civil(`${label}-01`));
  const week = WEEK.exec(label);
  if (week) return `W${Number(week[2])} ${week[1]}`;
  const quarter = QUARTER.exec(label);
  return quarter ? `Q${quarter[2]} ${quarter[1]}` : label;
}
