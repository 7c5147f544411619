import fc from "fast-check";
import { describe, it } from "vitest";

import { cohorts } from "../../app/analytics/cohorts.ts";
import { counts } from "../../app/analytics/counts.ts";
import {
  attributeColumn,
  attributeValues,
  CUSTOMER_ATTRIBUTES,
  customersMatching,
} from "../../app/analytics/customer-attributes.ts";
import { selectedCustomers, splitBy } from "../../app/analytics/customer-selection.ts";
import { lifecycleSummary } from "../../app/analytics/lifecycle.ts";
import { ratedTimelines, unratedOrders } from "../../app/analytics/order-kinds.ts";
import { orderFunnel } from "../../app/analytics/order-funnel.ts";
import { products } from "../../app/analytics/products.ts";
import { repeatPurchase } from "../../app/analytics/repeat-purchase.ts";
import { ORDER_KINDS } from "../../app/analytics/timelines.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import { timelinesOfShop } from "../factories/timelines.ts";
import { agreeOn, anyShop, lateDay } from "./agreement.ts";
import {
  attributeReference,
  attributeValuesReference,
  onlyCustomers,
  ratedReference,
  splitReference,
  unratedReference,
} from "./customers.ts";
import { lifecycleReference } from "./customer-reports.ts";
import { funnelWorthReference } from "./funnel-reports.ts";
import { countsReference, repeatPurchaseReference } from "./order-reports.ts";
import { productsReference } from "./product-reports.ts";
import { cohortMoneyReference, cohortsReference } from "./retention-reports.ts";

const RUNS = 1000;
const attribute = fc.constantFrom(...CUSTOMER_ATTRIBUTES);
const idsWhere = ({ customerIds }: Timelines, mask: Uint8Array): bigint[] => [...customerIds].filter((_, i) => mask[i]);

describe("the slow reference agrees on", () => {
  it("values of attributes, and the split by them", () => {
    agreeOn(
      fc.record({ shop: anyShop, attribute, most: fc.integer({ min: 0, max: 4 }) }),
      ({ shop, attribute: name, most }) => {
        const timelines = timelinesOfShop(shop);
        return {
          values: attributeValues(timelines, name).map(({ value, customers }) => ({ value, customers })),
          parts: splitBy(timelines, name, { most }).map(({ kind, value, mask }) => ({
            kind,
            value,
            ids: idsWhere(timelines, mask),
          })),
        };
      },
      ({ shop, attribute: name, most }) => ({
        values: attributeValuesReference(shop, name),
        parts: splitReference(shop, name, most),
      }),
      {
        runs: RUNS,
        reached: {
          when: (expected) => (expected as { parts: { kind: string }[] }).parts.some(({ kind }) => kind === "other"),
          share: 0.18,
        },
      },
    );
  });

  it("reports of the customers who share values", () => {
    const conditions = fc.array(fc.record({ attribute, places: fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }) }), {
      minLength: 1,
      maxLength: 2,
    });
    const asked = fc
      .record({ shop: anyShop, asOf: lateDay, conditions })
      // Values are picked from those that there are.
      .map(({ conditions: made, ...rest }) => {
        const timelines = timelinesOfShop(rest.shop);
        return {
          ...rest,
          conditions: made.map(({ attribute: name, places }) => {
            const { values } = attributeColumn(timelines, name);
            return { attribute: name, values: places.map((place) => values[place % values.length] ?? null) };
          }),
        };
      });
    agreeOn(
      asked,
      ({ shop, asOf, conditions: wanted }) => {
        const whole = timelinesOfShop(shop);
        const timelines = selectedCustomers(whole, customersMatching(whole, wanted));
        const listed = products(timelines, { asOf, most: 5 });
        const rows = cohorts(timelines, { asOf, period: "quarter", money: true }).rows;
        return {
          ids: timelines.customerIds,
          counts: counts(timelines, asOf),
          repeat: repeatPurchase(timelines, asOf),
          lifecycle: lifecycleSummary(timelines, asOf),
          funnel: orderFunnel(timelines, asOf),
          sizes: rows.map(({ cohort, size, active, pendingFrom }) => ({ cohort, size, active, pendingFrom })),
          returnDate: rows.map(({ returnDateNetSalesMinor }) => returnDateNetSalesMinor),
          products: isUnavailable(listed) ? null : listed,
        };
      },
      ({ shop, asOf, conditions: wanted }) => {
        const holding = wanted.map(({ attribute: name, values }) =>
          attributeReference(shop, name)
            .filter((one) => one.values.some((value) => values.includes(value)))
            .map(({ person }) => person),
        );
        const people = holding[0]!.filter(({ id }) => holding.every((some) => some.some((one) => one.id === id)));
        const own = onlyCustomers(shop, people);
        const question = { asOf, period: "quarter", lookBackDays: 90 } as const;
        return {
          ids: people.map(({ id }) => id),
          counts: countsReference(own.orders, asOf),
          repeat: repeatPurchaseReference(own.orders, asOf),
          lifecycle: lifecycleReference(own.orders, own.customers, asOf),
          funnel: funnelWorthReference(own.orders, asOf),
          sizes: cohortsReference(own.orders, question).rows.map(({ cohort, size, active, pendingFrom }) => ({
            cohort,
            size,
            active,
            pendingFrom,
          })),
          returnDate: cohortMoneyReference(own.orders, question).map((cells) =>
            cells.map(({ returnDateNetSalesMinor }) => returnDateNetSalesMinor),
          ),
          products: productsReference(own, { asOf, most: 5 }),
        };
      },
      {
        runs: 500,
        reached: { when: (expected) => (expected as { ids: bigint[] }).ids.length > 2, share: 0.4 },
      },
    );
  });

  it("orders that customer rates leave aside", () => {
    const kinds = fc.subarray([...ORDER_KINDS]);
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay, notRepeat: kinds, setAside: kinds }),
      ({ shop, asOf, ...setting }) => {
        const all = timelinesOfShop(shop);
        const timelines = ratedTimelines(all, setting);
        const listed = products(timelines, { asOf, most: 5 });
        return {
          ids: timelines.customerIds,
          counts: counts(timelines, asOf),
          repeat: repeatPurchase(timelines, asOf),
          funnel: orderFunnel(timelines, asOf),
          returnDate: cohorts(timelines, { asOf, period: "quarter", money: true }).rows.map(
            ({ returnDateNetSalesMinor }) => returnDateNetSalesMinor,
          ),
          products: isUnavailable(listed) ? null : listed,
          unrated: unratedOrders(all, asOf, setting),
        };
      },
      ({ shop, asOf, ...setting }) => {
        const orders = ratedReference(shop.orders, setting);
        const ids = orders.flatMap(({ customerId, leftOut }) => (leftOut === null ? (customerId ?? []) : []));
        return {
          ids: [...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)),
          counts: countsReference(orders, asOf),
          repeat: repeatPurchaseReference(orders, asOf),
          funnel: funnelWorthReference(orders, asOf),
          returnDate: cohortMoneyReference(orders, { asOf, period: "quarter", lookBackDays: 90 }).map((cells) =>
            cells.map(({ returnDateNetSalesMinor }) => returnDateNetSalesMinor),
          ),
          products: productsReference({ ...shop, orders }, { asOf, most: 5 }),
          unrated: unratedReference(shop.orders, asOf, setting),
        };
      },
      {
        runs: RUNS,
        reached: {
          when: (expected) => Object.keys((expected as { unrated: object }).unrated).length > 1,
          share: 0.35,
        },
      },
    );
  });
});
