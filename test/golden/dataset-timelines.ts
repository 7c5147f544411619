import { readFileSync } from "node:fs";

import { dayOfIsoDate } from "../../app/analytics/calendar.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { readOrderFile } from "../../app/files/order-file.server.ts";
import { anOrder, timelinesOf } from "../factories/timelines.ts";
import { dataset } from "./datasets.ts";

/** The log of the lifetimes library has dates and customers only. */
function exampleTransactions(): Timelines {
  const lines = readFileSync(dataset("example_transactions.csv"), "utf8").trim().split("\n").slice(1);
  return timelinesOf(
    lines.map((line, i) => {
      const [date, customer] = line.split(",") as [string, string];
      return anOrder({ orderId: BigInt(i), customerId: BigInt(customer), day: dayOfIsoDate(date.slice(0, 10))! });
    }),
  );
}

/** The orders of a data set as `Timelines`. */
export async function datasetTimelines(name: string): Promise<Timelines> {
  if (name === "example_transactions.csv") return exampleTransactions();
  return (await readOrderFile(dataset(name), { zone: "UTC" })).timelines;
}
