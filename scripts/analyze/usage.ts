import { PERIODS } from "../../app/analytics/calendar.ts";
import { attributeName, CUSTOMER_ATTRIBUTES } from "../../app/analytics/customer-attributes.ts";
import { REPORT_NAMES } from "./report-choice.ts";

export const USAGE = `npm run -s analyze -- FILE.csv[.gz] [options]

FILE is a CSV file in UTF-8, compressed with gzip or not. Its header says what it is:
  orders       order_id, customer_id, created_at and, for money, total.
               The total is after discounts and before refunds.
  order lines  order_id, customer_id, created_at, product or sku, quantity, and
               price (of a piece) or total (of the line); orders are made of them.
               Also variant, product_type, vendor. Or the retail layout InvoiceNo,
               StockCode, Description, Quantity, InvoiceDate, UnitPrice,
               CustomerID, Country.
  Shopify's    the order export, as it is.
Orders and lines may also have: currency, country, region, city, language,
channel, last_channel, source, medium, campaign, referrer, landing_page,
sales_channel, discount_code, tags (separated by ; or ,), kind; orders also:
discount, refund, refunded_at, cost.

  --zone IANA          time zone of the shop (default UTC), such as Europe/Berlin
  --as-of YYYY-MM-DD   figures as of this day (default: the day of the last order)
  --period PERIOD      ${PERIODS.join(", ")} (default month)
  --look-back DAYS     who counts as a customer (default 90; quarter 180, year 366)
  --report NAME        only this report; can be repeated:
${wrapped(REPORT_NAMES)}
  --where ATTR=VALUE   only customers with this value; can be repeated: all
                       attributes must hold, of one attribute any value
  --by ATTR            customers by the values of an attribute, side by side (--json:
                       all chosen reports of each):
${wrapped(CUSTOMER_ATTRIBUTES.map(attributeName))}
  --compare-with DAY   movement between RFM groups from this day to the other
                       (default: 90 days before it)
  --spend FILE.csv     marketing spend (month, channel, amount): cost per customer
  --margin RATE        margin as a share of net sales, 0.4 or 40%
  --members CELL       customer ids behind a number, as CSV: cohorts:2011-03:2,
                       rfm:555, rfm:champions, funnel:2, gaps:7-13
  --currency CODE      currency of the amounts; in a file with several, the one to read
  --lenient            skip and count rows that cannot be read
  --json               one JSON object in place of tables`;

/** Names in lines of at most 80 columns, below their option. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + name.length + 2 <= 79) lines[lines.length - 1] = `${last}, ${name}`;
    else lines.push(`                       ${name}`);
  }
  return lines.join(",\n");
}
