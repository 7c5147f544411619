import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";

import type { SpendEntry } from "../../app/analytics/acquisition-cost.ts";
import { minorUnits } from "../../app/analytics/money.ts";
import { periodOfLabel } from "../../app/analytics/period-of-label.ts";
import { readCsv } from "../../app/files/order-csv.ts";
import { OrderFileError } from "../../app/files/order-file-error.ts";

/**
 * Reads a CSV file of marketing spend: month (2024-05), amount and, where it is known, channel. Throws an OrderFileError with one
 * sentence for a file that cannot be read.
 */
export async function readSpendFile(path: string, currencyDigits: number): Promise<SpendEntry[]> {
  const entries: SpendEntry[] = [];
  let columns: { count: number; month: number; channel: number; amount: number } | null = null;
  const record = (fields: readonly string[], line: number): void => {
    if (columns === null) {
      const names = fields.map((name) => name.trim().toLowerCase());
      const [month, channel, amount] = [names.indexOf("month"), names.indexOf("channel"), names.indexOf("amount")];
      if (month < 0 || amount < 0) {
        throw new OrderFileError("a file of spend has the columns month, amount and, where it is known, channel.");
      }
      columns = { count: names.length, month, channel, amount };
      return;
    }
    if (fields.length !== columns.count) {
      throw new OrderFileError(`line ${line}: ${fields.length} columns where the header has ${columns.count}.`);
    }
    const label = fields[columns.month]!.trim();
    const month = periodOfLabel(label, "month");
    if (month === null) throw new OrderFileError(`line ${line}: month "${label}" is not a month such as 2024-05.`);
    const text = fields[columns.amount]!.trim();
    const amountMinor = minorUnits(text, currencyDigits);
    if (amountMinor === null || amountMinor < 0) {
      throw new OrderFileError(`line ${line}: amount "${text}" is not an amount such as 12.50.`);
    }
    entries.push({ month, channel: fields[columns.channel]?.trim() || null, amountMinor });
  };
  try {
    await pipeline(createReadStream(path), (source: AsyncIterable<Buffer>) =>
      readCsv(source, { record, unreadable: () => {} }, false),
    );
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (error instanceof OrderFileError) throw new OrderFileError(`${basename(path)}: ${error.message}`);
    if (["ENOENT", "EISDIR", "EACCES"].includes(code)) {
      throw new OrderFileError(`${basename(path)} cannot be read: check the path of --spend.`);
    }
    throw error;
  }
  if (columns === null) throw new OrderFileError(`${basename(path)}: the file is empty.`);
  return entries;
}
