import type { Customer, ShopData } from "../model.ts";
import { gid, webhookDate, webhookDateOrNull } from "./payload-values.ts";

/** Body of customers/create and customers/update: since 2025-01 without tags, consent, order count and amount spent. */
export function customerPayload(shop: ShopData, customer: Customer): Record<string, unknown> {
  const address = addressOf(customer);
  return { ...customerCore(shop, customer), addresses: address ? [address] : [], default_address: address };
}

/** The customer inside an order's payload. */
export function orderCustomerPayload(shop: ShopData, customer: Customer): Record<string, unknown> {
  return { ...customerCore(shop, customer), default_address: addressOf(customer) };
}

function customerCore({ facts }: ShopData, customer: Customer): Record<string, unknown> {
  return {
    id: customer.id,
    created_at: webhookDate(customer.createdAtMs, facts.zone),
    updated_at: webhookDate(customer.updatedAtMs, facts.zone),
    first_name: customer.firstName || null,
    last_name: customer.lastName || null,
    state: "disabled",
    note: null,
    verified_email: customer.email !== null && customer.emailConsent !== "INVALID",
    multipass_identifier: null,
    tax_exempt: false,
    email: customer.email,
    phone: customer.phone,
    currency: facts.currency,
    tax_exemptions: [],
    admin_graphql_api_id: gid("Customer", customer.id),
  };
}

function addressOf(customer: Customer): Record<string, unknown> | null {
  const { address } = customer;
  if (!address) return null;
  return {
    id: customer.id,
    customer_id: customer.id,
    first_name: customer.firstName || null,
    last_name: customer.lastName || null,
    company: null,
    address1: address.address1,
    address2: null,
    city: address.city,
    province: address.province,
    country: address.country,
    zip: address.zip,
    phone: customer.phone,
    name: `${customer.firstName} ${customer.lastName}`.trim(),
    province_code: address.provinceCode,
    country_code: address.countryCode,
    country_name: address.country,
    default: true,
  };
}

/** Body of customers_email_marketing_consent/update. */
export function emailConsentPayload(shop: ShopData, customer: Customer): Record<string, unknown> {
  return {
    customer_id: customer.id,
    email_address: customer.email,
    email_marketing_consent: {
      state: customer.emailConsent.toLowerCase(),
      opt_in_level: customer.optInLevel.toLowerCase(),
      consent_updated_at: webhookDateOrNull(customer.emailConsentUpdatedAtMs, shop.facts.zone),
    },
  };
}
