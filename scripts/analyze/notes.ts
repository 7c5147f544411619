import type { OrderFile } from "../../app/files/order-file-reading.ts";
import { counted } from "./text-table.ts";

/** What a person should know about the file beside the figures: one sentence each. */
export function notes(file: OrderFile): string[] {
  const result = [];
  if (file.skippedRows > 0) {
    const examples = file.skippedExamples.map(({ line, problem }) => `line ${line}: ${problem}`).join("; ");
    result.push(`Skipped ${counted(file.skippedRows, "row")} that cannot be read (${examples}${more(file)}).`);
  }
  if (file.otherCurrencyOrders > 0) {
    result.push(
      `Left out ${counted(file.otherCurrencyOrders, "order")} in other currencies than ${file.timelines.currency}.`,
    );
  }
  const { cancellation = 0, noCustomer = 0, noInvoice = 0 } = file.ignoredRows;
  if (cancellation + noCustomer + noInvoice > 0) {
    result.push(
      `Left out ${counted(cancellation, "line")} of cancellations, ${counted(noCustomer, "line")} without a customer ` +
        `and ${counted(noInvoice, "line")} that are no sale.`,
    );
  }
  if (file.layout === "shopifyExport") {
    result.push("Shopify's export: money is what was paid, Total minus Refunded Amount, with tax and shipping.");
  }
  return result;
}

function more(file: OrderFile): string {
  return file.skippedRows > file.skippedExamples.length ? "; …" : "";
}
