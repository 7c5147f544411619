import { z } from "zod";
import { abandonCheckout } from "../shop/abandon-checkout.ts";
import { archiveOrder, deleteOrder } from "../shop/archive-order.ts";
import { CANCEL_REASONS, cancelOrder } from "../shop/cancel-order.ts";
import { updateCustomerTags } from "../shop/customer-tags.ts";
import { editOrder } from "../shop/edit-order.ts";
import { subscribe, unsubscribe } from "../shop/email-consent.ts";
import { deleteCustomer, mergeCustomers } from "../shop/merge-customers.ts";
import { placeOrder } from "../shop/place-order.ts";
import { redactCustomer, requestCustomerData } from "../shop/privacy.ts";
import { refundOrder } from "../shop/refund-order.ts";
import type { Outcome, Scene } from "../shop/scene.ts";
import { changeProduct, deleteProduct, updateShop } from "../shop/update-shop.ts";

/** A numeric id as JSON carries it: a number while it is exact, else its digits. */
const id = z
  .union([z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER), z.string().regex(/^\d{1,19}$/)])
  .transform((value) => BigInt(value));
const shopper = z.union([z.enum(["new", "guest"]), id]);
const units = z.number().int().min(1).max(1_000);
const lines = z.array(z.object({ lineItemId: id, quantity: units }).strict());
const items = z.array(z.object({ variantId: id, quantity: units }).strict());
const amountMinor = z.number().int().min(0);

interface ShopAction {
  run(scene: Scene, options: unknown): Outcome<Record<string, unknown>>;
}

function action<S extends z.ZodType>(
  schema: S,
  run: (scene: Scene, options: z.output<S>) => Outcome<object>,
): ShopAction {
  return { run: (scene, options) => run(scene, schema.parse(options)) };
}

const customer = z.object({ customerId: id }).strict();
const order = z.object({ orderId: id }).strict();

/** What shoppers and merchants can do in the dev store: name → check of the options, and the change of the shop. */
export const SHOP_ACTIONS: Readonly<Record<string, ShopAction>> = {
  "place-order": action(
    z
      .object({
        customer: shopper,
        items,
        discountRate: z.number().min(0).max(1),
        discountCode: z.string(),
        shippingMinor: amountMinor,
        taxRate: z.number().min(0).max(1),
        test: z.boolean(),
        pos: z.boolean(),
        acceptsMarketing: z.boolean(),
        financialStatus: z.enum(["PAID", "PENDING", "AUTHORIZED"]),
        presentmentCurrency: z.string().length(3),
      })
      .partial()
      .strict(),
    placeOrder,
  ),
  "refund-order": action(
    z
      .object({ lines, shippingMinor: amountMinor, goodwillMinor: amountMinor, note: z.string() })
      .partial()
      .extend({ orderId: id })
      .strict(),
    refundOrder,
  ),
  "edit-order": action(z.object({ orderId: id, add: items.optional(), remove: lines.optional() }).strict(), editOrder),
  "cancel-order": action(
    z.object({ orderId: id, reason: z.enum(CANCEL_REASONS).optional(), refund: z.boolean().optional() }).strict(),
    cancelOrder,
  ),
  "archive-order": action(order, archiveOrder),
  "delete-order": action(order, deleteOrder),
  subscribe: action(z.object({ customerId: id.optional() }).strict(), subscribe),
  unsubscribe: action(customer, unsubscribe),
  "update-customer-tags": action(
    z.object({ customerId: id, add: z.array(z.string()).optional(), remove: z.array(z.string()).optional() }).strict(),
    updateCustomerTags,
  ),
  "merge-customers": action(z.object({ keptId: id, removedId: id }).strict(), mergeCustomers),
  "delete-customer": action(customer, deleteCustomer),
  "redact-customer": action(customer, redactCustomer),
  "request-customer-data": action(customer, requestCustomerData),
  "abandon-checkout": action(z.object({ customer: shopper.optional() }).strict(), abandonCheckout),
  "update-shop": action(
    z
      .object({ zone: z.string(), name: z.string(), email: z.string(), plan: z.enum(["standard", "advanced", "plus"]) })
      .partial()
      .strict(),
    updateShop,
  ),
  "change-product": action(
    z.object({ productId: id, title: z.string().optional(), productType: z.string().optional() }).strict(),
    changeProduct,
  ),
  "delete-product": action(z.object({ productId: id }).strict(), deleteProduct),
};
