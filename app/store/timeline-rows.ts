import { CONSENT_STATES, LEFT_OUT_REASONS } from "../analytics/timelines.ts";
import type { ConsentState, LeftOutReason, TimelineCustomer, TimelineOrder } from "../analytics/timelines.ts";
import { POSTGRES_EPOCH_MS } from "./copy-encoding.ts";

const HEADER_BYTES = 19;

/**
 * Reads the rows of a binary COPY as its chunks arrive, wherever they are cut: `row` is called for each with the fields in
 * order. Rows are never all in memory, and the event loop is free between chunks.
 */
export class CopyRowReader {
  private readonly row: (fields: RowFields) => void;
  private readonly texts = new Map<string, string>();
  private rest = Buffer.alloc(0);
  private headerRead = false;

  constructor(row: (fields: RowFields) => void) {
    this.row = row;
  }

  add(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let start = 0;
    if (!this.headerRead) {
      if (bytes.length < HEADER_BYTES) {
        this.rest = Buffer.from(bytes);
        return;
      }
      start = HEADER_BYTES;
      this.headerRead = true;
    }
    const end = wholeRows(bytes, start);
    const fields = new RowFields(bytes.subarray(start, end), this.texts);
    while (fields.next()) this.row(fields);
    this.rest = Buffer.from(bytes.subarray(end));
  }
}

/** Where the last whole row of a buffer ends, its rows beginning at `start`. The end marker is no row. */
function wholeRows(buffer: Buffer, start: number): number {
  let end = start;
  for (;;) {
    let at = end;
    if (at + 2 > buffer.length) return end;
    const fields = buffer.readInt16BE(at);
    at += 2;
    for (let i = 0; i < fields; i++) {
      if (at + 4 > buffer.length) return end;
      at += 4 + Math.max(0, buffer.readInt32BE(at));
    }
    if (fields < 0 || at > buffer.length) return end;
    end = at;
  }
}

/** The fields of rows, one after another. */
export class RowFields {
  private at = 0;
  private readonly buffer: Buffer;
  private readonly texts: Map<string, string>;

  constructor(buffer: Buffer, texts: Map<string, string>) {
    this.buffer = buffer;
    this.texts = texts;
  }

  /** Goes on to the next row; false after the last. */
  next(): boolean {
    if (this.at >= this.buffer.length) return false;
    this.at += 2;
    return true;
  }

  int8(): bigint | null {
    const length = this.length();
    if (length < 0) return null;
    this.at += 8;
    return this.buffer.readBigInt64BE(this.at - 8);
  }

  /** An int8 below 2^53, such as an amount or an instant in microseconds. */
  whole(): number | null {
    if (this.length() < 0) return null;
    this.at += 8;
    return this.wholeAt(this.at - 8);
  }

  instantMs(): number | null {
    const micros = this.whole();
    return micros === null ? null : micros / 1000 + POSTGRES_EPOCH_MS;
  }

  int2(): number | null {
    if (this.length() < 0) return null;
    this.at += 2;
    return this.buffer.readInt16BE(this.at - 2);
  }

  /** A text out of few different ones, each kept once. */
  text(): string | null {
    const length = this.length();
    if (length < 0) return null;
    const raw = this.buffer.toString("latin1", this.at, this.at + length);
    this.at += length;
    let text = this.texts.get(raw);
    if (text === undefined) this.texts.set(raw, (text = Buffer.from(raw, "latin1").toString("utf8")));
    return text;
  }

  /** A one-dimensional array of int8 or timestamptz without nulls; null for NULL. */
  wholes(): number[] | null {
    const length = this.length();
    if (length < 0) return null;
    const end = this.at + length;
    const values: number[] = [];
    // After dimension count, null flag, element type, length and lower bound: each element with its size before it.
    for (let at = this.at + 20; at < end; at += 12) values.push(this.wholeAt(at + 4));
    this.at = end;
    return values;
  }

  private length(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }

  private wholeAt(at: number): number {
    return this.buffer.readInt32BE(at) * 0x1_0000_0000 + this.buffer.readUInt32BE(at + 4);
  }
}

/** The columns `timelineOrder` reads, in this order, from `orders`. */
export const TIMELINE_ORDER_COLUMNS = `order_id, customer_id, processed_at, net_minor, gross_minor, discount_minor, refund_minor,
  (CASE WHEN deleted_at IS NOT NULL THEN ${leftOutCode("deleted")} WHEN test THEN ${leftOutCode("test")}
        WHEN financial_status = 'VOIDED' THEN ${leftOutCode("voided")}
        WHEN cancelled_at IS NOT NULL THEN ${leftOutCode("cancelled")} END)::int2,
  channel, country, nullif(returned_at, '{}'), returned_minor`;

/** An order of a COPY of `TIMELINE_ORDER_COLUMNS`, its days in the zone of `dayOf`. */
export function timelineOrder(row: RowFields, dayOf: (ms: number) => number): TimelineOrder {
  const orderId = row.int8()!;
  const customerId = row.int8();
  const processedAtMs = row.instantMs()!;
  const netMinor = row.whole()!;
  const grossMinor = row.whole()!;
  const discountMinor = row.whole()!;
  const refundMinor = row.whole()!;
  const reason = row.int2();
  const channel = row.text();
  const country = row.text();
  const returnedAt = row.wholes();
  const returnedMinor = row.wholes();
  return {
    orderId,
    customerId,
    processedAtMs,
    day: dayOf(processedAtMs),
    netMinor,
    grossMinor,
    discountMinor,
    refundMinor,
    leftOut: reason === null ? null : leftOutOf(reason),
    channel,
    country,
    returns: returnsOf(returnedAt, returnedMinor, dayOf),
  };
}

/** A customer of a COPY of customer_id, created_at, email_consent, abandoned_at. */
export function timelineCustomer(row: RowFields, dayOf: (ms: number) => number): TimelineCustomer {
  const customerId = row.int8()!;
  const createdDay = dayOf(row.instantMs()!);
  const consent = consentOf(row.text());
  const abandonedAtMs = row.instantMs();
  return { customerId, createdDay, consent, abandonedDay: abandonedAtMs === null ? null : dayOf(abandonedAtMs) };
}

type TimelineReturn = TimelineOrder["returns"][number];
const NO_RETURNS: readonly TimelineReturn[] = [];

/** Returns by day; several of one day are one. */
function returnsOf(
  atMicros: readonly number[] | null,
  minor: readonly number[] | null,
  dayOf: (ms: number) => number,
): readonly TimelineReturn[] {
  if (atMicros === null || minor === null) return NO_RETURNS;
  const byDay = new Map<number, number>();
  atMicros.forEach((micros, i) => {
    const day = dayOf(micros / 1000 + POSTGRES_EPOCH_MS);
    byDay.set(day, (byDay.get(day) ?? 0) + minor[i]!);
  });
  return [...byDay].map(([day, amountMinor]) => ({ day, amountMinor }));
}

function leftOutCode(reason: LeftOutReason): number {
  return LEFT_OUT_REASONS.indexOf(reason);
}

function leftOutOf(code: number): LeftOutReason {
  return LEFT_OUT_REASONS[code]!;
}

const CONSENTS: ReadonlyMap<string, ConsentState> = new Map([
  ["SUBSCRIBED", "subscribed"],
  ["PENDING", "pending"],
  ["NOT_SUBSCRIBED", "notSubscribed"],
  ["UNSUBSCRIBED", "unsubscribed"],
  ["INVALID", "invalid"],
  ["REDACTED", "redacted"],
]);

/** Shopify's state as ours. A state we do not know is `unknown`: it may not be mailed. */
function consentOf(state: string | null): ConsentState {
  return (state === null ? undefined : CONSENTS.get(state)) ?? CONSENT_STATES[0];
}
