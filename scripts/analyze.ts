/**
 * `npm run -s analyze -- FILE.csv[.gz] [options]`: the figures of an order file, without any store. Tables for people, or with
 * --json one JSON object on standard output and nothing else there. Exit 2 with one sentence for input that cannot be used.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { isoDateOfDay } from "../app/analytics/calendar.ts";
import { CHANNEL_DIMENSIONS } from "../app/analytics/channels.ts";
import { attributeName } from "../app/analytics/customer-attributes.ts";
import type { Timelines } from "../app/analytics/timelines.ts";
import { csvRows } from "../app/exports/csv-file.ts";
import { OrderFileError } from "../app/files/order-file-error.ts";
import { readOrderFile } from "../app/files/order-file.server.ts";
import { analysis, asOfDay } from "./analyze/analysis.ts";
import { parseArguments } from "./analyze/arguments.ts";
import type { AnalyzeOptions } from "./analyze/arguments.ts";
import { restricted, splitAnalysis } from "./analyze/customer-parts.ts";
import { membersOf } from "./analyze/member-cell.ts";
import { notes } from "./analyze/notes.ts";
import { readSpendFile } from "./analyze/spend-file.ts";
import { tables } from "./analyze/tables.ts";
import { USAGE } from "./analyze/usage.ts";
import { UsageError } from "./analyze/usage-error.ts";

/** npm runs scripts in the package's folder; a relative path is meant from where the command was typed. */
function pathOf(file: string): string {
  const typed = resolve(process.env.INIT_CWD ?? "", file);
  return existsSync(typed) ? typed : file;
}

async function main(): Promise<void> {
  const options = parseArguments(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const file = await readOrderFile(pathOf(options.file), options);
  for (const note of notes(file)) process.stderr.write(`${note}\n`);
  const asOf = asOfDay(file.timelines, options.asOf);
  const timelines = restricted(file.timelines, options.where);
  if (options.members === null) {
    process.stdout.write(await figures(timelines, asOf, options));
  } else {
    const members = membersOf(timelines, asOf, options.members);
    const ids = Array.from(members, (id) => [file.customerText(id)]);
    if (members.length === 0) process.stderr.write("Nobody stands behind this number.\n");
    process.stdout.write(csvRows([["customer_id"], ...ids], "machines"));
  }
}

async function figures(timelines: Timelines, asOf: number, options: AnalyzeOptions): Promise<string> {
  const { currency, currencyDigits } = timelines;
  const spend = options.spendFile === null ? null : await readSpendFile(pathOf(options.spendFile), currencyDigits);
  const { reports, period, lookBackDays, compareWith, marginRate } = options;
  const channel = CHANNEL_DIMENSIONS.find((dimension) => dimension === options.by);
  const asked = { asOf, period, lookBackDays, compareWith, marginRate, ...(channel && { by: channel }) };
  const values = analysis(timelines, reports, { ...asked, spend });
  // Spend is the whole shop's: it says nothing of a part of it.
  const ofParts = reports.filter((name) => name !== "acquisition");
  const by = options.by === null ? null : splitAnalysis(timelines, options.by, ofParts, asked);
  const { zone } = options;
  if (!options.json) return tables({ asOf, zone, values, by }, { currency, currencyDigits });
  const where = options.where.map(({ attribute, value }) => ({ attribute: attributeName(attribute), value }));
  return `${JSON.stringify({ asOf: isoDateOfDay(asOf), zone, ...(where.length > 0 && { where }), ...values, ...(by && { by }) })}\n`;
}

// A reader that has seen enough, such as `head`, closes the pipe; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await main();
} catch (error) {
  if (!(error instanceof OrderFileError || error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
