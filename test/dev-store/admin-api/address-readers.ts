/** Addresses of customers and orders. */
import type { Address, Customer, Order } from "../model.ts";
import type { TypeReaders } from "./request-context.ts";

interface AddressSource {
  id: string;
  address: Address;
}

/** The model keeps one address per owner, so the owner's number is the address's. */
export function customerAddress(customer: Customer, address: Address): AddressSource {
  return { id: `gid://shopify/MailingAddress/${customer.id}?model_name=CustomerAddress`, address };
}

export function orderAddress(order: Order, address: Address): AddressSource {
  return { id: `gid://shopify/MailingAddress/${order.id}?model_name=Address`, address };
}

const MAILING_ADDRESS: TypeReaders<AddressSource> = {
  id: ({ id }) => id,
  address1: ({ address }) => address.address1,
  address2: () => null,
  city: ({ address }) => address.city,
  zip: ({ address }) => address.zip,
  country: ({ address }) => address.country,
  countryCodeV2: ({ address }) => address.countryCode,
  province: ({ address }) => address.province,
  provinceCode: ({ address }) => address.provinceCode,
};

export const ADDRESS_READERS = { MailingAddress: MAILING_ADDRESS };
