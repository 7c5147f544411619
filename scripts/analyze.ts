/**
 * `npm run -s analyze -- FILE.csv[.gz] [options]`: the figures of an order file, without any store. Tables for people, or with
 * --json one JSON object on standard output and nothing else there. Exit 2 with one sentence for input that cannot be used.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { isoDateOfDay } from "../app/analytics/calendar.ts";
import { OrderFileError } from "../app/files/order-file-error.ts";
import { readOrderFile } from "../app/files/order-file.server.ts";
import { analysis, UsageError } from "./analyze/analysis.ts";
import { parseArguments, USAGE } from "./analyze/arguments.ts";
import { notes, tables } from "./analyze/tables.ts";

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
  const { asOf, values } = analysis(file.timelines, options);
  const result = { asOf: isoDateOfDay(asOf), zone: options.zone, ...values };
  const { currency, currencyDigits } = file.timelines;
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : tables(result, { currency, currencyDigits }));
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
