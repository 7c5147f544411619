import type { Product, ShopData, ShopFacts } from "../model.ts";
import { gid, webhookDate } from "./payload-values.ts";
import { decimalText } from "./exchange-rates.ts";

const PLAN_NAMES: Record<ShopFacts["plan"], [name: string, shown: string]> = {
  standard: ["basic", "Basic"],
  advanced: ["unlimited", "Advanced"],
  plus: ["shopify_plus", "Shopify Plus"],
};

/** The Shop resource: body of app/uninstalled and shop/update. */
export function shopPayload({ facts }: ShopData, atMs: number): Record<string, unknown> {
  const [planName, planShown] = PLAN_NAMES[facts.plan];
  return {
    id: facts.id,
    name: facts.name,
    email: facts.email,
    customer_email: facts.email,
    domain: facts.domain,
    myshopify_domain: facts.domain,
    created_at: webhookDate(facts.createdAtMs, facts.zone),
    updated_at: webhookDate(atMs, facts.zone),
    currency: facts.currency,
    iana_timezone: facts.zone,
    timezone: facts.zone,
    taxes_included: facts.taxesIncluded,
    plan_name: planName,
    plan_display_name: planShown,
    primary_locale: "en",
    has_storefront: true,
    setup_required: false,
    money_format: "{{amount}}",
    enabled_presentment_currencies: [facts.currency],
  };
}

/** Body of the compliance topics, without their own part. */
export function complianceShop({ facts }: ShopData): Record<string, unknown> {
  return { shop_id: facts.id, shop_domain: facts.domain };
}

/** Body of products/create and products/update. */
export function productPayload({ facts }: ShopData, product: Product): Record<string, unknown> {
  const updatedAt = webhookDate(product.updatedAtMs, facts.zone);
  return {
    id: product.id,
    admin_graphql_api_id: gid("Product", product.id),
    title: product.title,
    handle: product.handle,
    product_type: product.productType,
    vendor: product.vendor,
    tags: product.tags.join(", "),
    status: "active",
    created_at: webhookDate(product.createdAtMs, facts.zone),
    updated_at: updatedAt,
    published_at: webhookDate(product.createdAtMs, facts.zone),
    variants: product.variants.map((variant, at) => ({
      id: variant.id,
      admin_graphql_api_id: gid("ProductVariant", variant.id),
      product_id: product.id,
      title: variant.title,
      sku: variant.sku,
      price: decimalText(variant.priceMinor, facts.currencyDigits),
      position: at + 1,
      updated_at: updatedAt,
    })),
  };
}
