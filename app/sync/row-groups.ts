import type { StagedRows } from "../store/staged-columns.ts";
import type {
  AgreementRow,
  CheckoutRow,
  CustomerRow,
  LineRow,
  OrderRow,
  ProductRow,
  RejectedRow,
  SaleRow,
} from "../store/rows.ts";
import type { MappedNode } from "./map-nodes.ts";

/** Rows sorted by kind, as staging takes them. */
export class RowGroups {
  readonly orders: OrderRow[] = [];
  readonly lines: LineRow[] = [];
  readonly agreements: AgreementRow[] = [];
  readonly sales: SaleRow[] = [];
  readonly customers: CustomerRow[] = [];
  readonly products: ProductRow[] = [];
  readonly checkouts: CheckoutRow[] = [];
  readonly rejected: RejectedRow[] = [];
  count = 0;

  add(node: MappedNode): void {
    this.count++;
    switch (node.kind) {
      case "order":
        this.orders.push(node.row);
        break;
      case "line":
        this.lines.push(node.row);
        break;
      case "agreement":
        this.agreements.push(node.row);
        break;
      case "sale":
        this.sales.push(node.row);
        break;
      case "customer":
        this.customers.push(node.row);
        break;
      case "product":
        this.products.push(node.row);
        break;
      case "checkout":
        this.checkouts.push(node.row);
        break;
      case "rejected":
        this.rejected.push(node.row);
    }
  }

  rows(): StagedRows {
    return this;
  }
}
