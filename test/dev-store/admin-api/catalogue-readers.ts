/** Products, variants and abandoned checkouts. */
import type { AbandonedCheckout, Product, Variant } from "../model.ts";
import { listConnection } from "./connection.ts";
import { gid } from "./gid.ts";
import { MoneyBag, moneyText } from "./money.ts";
import type { TypeReaders } from "./request-context.ts";

interface VariantSource {
  product: Product;
  variant: Variant;
}

const PRODUCT: TypeReaders<Product> = {
  id: (product) => gid("Product", product.id),
  legacyResourceId: (product) => product.id,
  title: (product) => product.title,
  handle: (product) => product.handle,
  productType: (product) => product.productType,
  vendor: (product) => product.vendor,
  tags: (product) => product.tags,
  createdAt: (product) => product.createdAtMs,
  updatedAt: (product) => product.updatedAtMs,
  // The dev store sells every product it has.
  status: () => "ACTIVE",
  variantsCount: (product) => ({ count: product.variants.length, precision: "EXACT" }),
  variants: (product, args, context) => {
    if (args["sortKey"] !== "POSITION") return undefined;
    return listConnection(product.variants, args, context, (variant): VariantSource => ({ product, variant }));
  },
};

const VARIANT: TypeReaders<VariantSource> = {
  id: ({ variant }) => gid("ProductVariant", variant.id),
  legacyResourceId: ({ variant }) => variant.id,
  title: ({ variant }) => variant.title,
  displayName: ({ product, variant }) => `${product.title} - ${variant.title}`,
  sku: ({ variant }) => variant.sku,
  price: ({ variant }, _args, { data }) => moneyText(variant.priceMinor, data.facts.currencyDigits),
  position: ({ product, variant }) => product.variants.indexOf(variant) + 1,
  product: ({ product }) => product,
};

const CHECKOUT: TypeReaders<AbandonedCheckout> = {
  id: (checkout) => gid("AbandonedCheckout", checkout.id),
  name: (checkout) => checkout.name,
  createdAt: (checkout) => checkout.createdAtMs,
  updatedAt: (checkout) => checkout.updatedAtMs,
  completedAt: (checkout) => checkout.completedAtMs,
  customer: (checkout, _args, { data }) =>
    checkout.customerId === null ? null : (data.customers.get(checkout.customerId) ?? null),
  totalPriceSet: (checkout, _args, { data }) => new MoneyBag(data.facts, data.facts.currency, checkout.totalMinor),
};

export const CATALOGUE_READERS = { Product: PRODUCT, ProductVariant: VARIANT, AbandonedCheckout: CHECKOUT };
