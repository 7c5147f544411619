/** The sales ledger of an order: agreements and their sales. Every kind of sale is a type of its own. */
import type { Agreement, Order, Sale, SaleLine } from "../model.ts";
import { listConnection } from "./connection.ts";
import { gid } from "./gid.ts";
import { lineItemSources, type LineItemSource } from "./line-item-readers.ts";
import { discountAfterTaxesMinor, MoneyBag } from "./money.ts";
import type { RefundSource } from "./refund-readers.ts";
import type { RequestContext, TypeReaders } from "./request-context.ts";

export interface AgreementSource {
  __typename: string;
  order: Order;
  agreement: Agreement;
}

interface SaleSource {
  __typename: string;
  order: Order;
  sale: Sale;
}

const AGREEMENT_TYPES: Readonly<Record<Agreement["kind"], string>> = {
  ORDER: "OrderAgreement",
  ORDER_EDIT: "OrderEditAgreement",
  REFUND: "RefundAgreement",
  RETURN: "ReturnAgreement",
};

const SALE_TYPES: Readonly<Record<SaleLine, string>> = {
  PRODUCT: "ProductSale",
  ADJUSTMENT: "AdjustmentSale",
  GIFT_CARD: "GiftCardSale",
  TIP: "TipSale",
  SHIPPING: "ShippingLineSale",
  DUTY: "DutySale",
  FEE: "FeeSale",
  ADDITIONAL_FEE: "AdditionalFeeSale",
};

export function agreementSource(order: Order, agreement: Agreement): AgreementSource {
  return { __typename: AGREEMENT_TYPES[agreement.kind], order, agreement };
}

function saleSource(order: Order, sale: Sale): SaleSource {
  return { __typename: SALE_TYPES[sale.lineType], order, sale };
}

/** All agreements carry the gid of SalesAgreement, whatever their type. */
const AGREEMENT: TypeReaders<AgreementSource> = {
  id: ({ agreement }) => gid("SalesAgreement", agreement.id),
  happenedAt: ({ agreement }) => agreement.happenedAtMs,
  reason: ({ agreement }) => agreement.reason,
  sales: ({ order, agreement }, args, context) =>
    listConnection(agreement.sales, args, context, (sale) => saleSource(order, sale)),
};

function saleMoney({ order }: SaleSource, minor: number, { data }: RequestContext): MoneyBag {
  return new MoneyBag(data.facts, order.presentmentCurrency, minor);
}

/** All sales carry the gid of Sale. */
const SALE: TypeReaders<SaleSource> = {
  id: ({ sale }) => gid("Sale", sale.id),
  actionType: ({ sale }) => sale.actionType,
  lineType: ({ sale }) => sale.lineType,
  quantity: ({ sale }) => (sale.lineType === "PRODUCT" || sale.lineType === "GIFT_CARD" ? sale.quantity : null),
  totalAmount: (source, _args, context) => saleMoney(source, source.sale.totalMinor, context),
  totalTaxAmount: (source, _args, context) => saleMoney(source, source.sale.taxMinor, context),
  totalDiscountAmountBeforeTaxes: (source, _args, context) =>
    saleMoney(source, source.sale.discountBeforeTaxesMinor, context),
  totalDiscountAmountAfterTaxes: (source, _args, context) =>
    saleMoney(source, discountAfterTaxesMinor(source.sale), context),
};

const LINE_SALE: TypeReaders<SaleSource> = {
  ...SALE,
  lineItem: ({ order, sale }): LineItemSource | undefined => {
    const line = order.lines.find(({ id }) => id === sale.lineItemId);
    return line && lineItemSources(order)(line);
  },
};

export const LEDGER_READERS = {
  OrderAgreement: { ...AGREEMENT, order: ({ order }: AgreementSource) => order },
  OrderEditAgreement: AGREEMENT,
  RefundAgreement: {
    ...AGREEMENT,
    refund: ({ order, agreement }: AgreementSource): RefundSource | undefined => {
      const refund = order.refunds.find(({ id }) => id === agreement.refundId);
      return refund && { order, refund };
    },
  },
  ReturnAgreement: AGREEMENT,
  ProductSale: LINE_SALE,
  GiftCardSale: LINE_SALE,
  TipSale: LINE_SALE,
  AdjustmentSale: SALE,
  ShippingLineSale: SALE,
  DutySale: SALE,
  FeeSale: SALE,
  AdditionalFeeSale: SALE,
};
