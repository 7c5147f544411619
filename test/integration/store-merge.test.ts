import { expect, test } from "vitest";
import { applyRows, mergeBatch } from "../../app/store/merge.server.ts";
import { deleteOrder, mergeCustomers } from "../../app/store/removals.server.ts";
import { customerFile, redactCustomer } from "../../app/store/privacy.server.ts";
import { loadSyncState } from "../../app/store/sync-state.server.ts";
import { batchProgress, openBatch, stageRows } from "../../app/store/staging.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { agreementRow, customerRow, lineRow, newShop, NOW_MS, orderRow, saleRow } from "./store-scene.ts";

interface StoredOrder {
  customer_id: string | null;
  net: number;
  gross: number;
  discount: number;
  refund: number;
  has_ledger: boolean;
  returned_at: Date[];
  returned: number[];
  country: string | null;
  channel: string | null;
  city: string | null;
  deleted: boolean;
  lines: number;
  sales: number;
}

/** An order as it stands in the database, with the number of its children. */
async function stored(shopId: bigint, orderId: bigint): Promise<StoredOrder | undefined> {
  const rows = await withShop(shopId, (tx) =>
    tx.query<StoredOrder>(
      `SELECT customer_id, net_minor::int AS net, gross_minor::int AS gross, discount_minor::int AS discount,
              refund_minor::int AS refund, has_ledger, returned_at, returned_minor::int[] AS returned, country, channel, city,
              deleted_at IS NOT NULL AS deleted,
              (SELECT count(*)::int FROM order_lines l WHERE l.shop_id = $1 AND l.order_id = $2) AS lines,
              (SELECT count(*)::int FROM order_sales s WHERE s.shop_id = $1 AND s.order_id = $2) AS sales
         FROM orders WHERE shop_id = $1 AND order_id = $2`,
      [shopId, orderId],
    ),
  );
  return rows[0];
}

const SECOND = 1_000;

test("money comes from the ledger: net, discount before returns, returns with their day, gift cards and shipping left out", async () => {
  const shopId = await newShop();
  const returnedAtMs = Date.UTC(2026, 9, 5, 8);
  await applyRows(
    shopId,
    {
      orders: [orderRow(1n)],
      lines: [lineRow(1n, 11n)],
      agreements: [agreementRow(1n, 21n), agreementRow(1n, 22n, { happenedAtMs: returnedAtMs, reason: "REFUND" })],
      sales: [
        saleRow(21n, 31n, { netMinor: 20_000, discountMinor: 2_000 }),
        saleRow(21n, 32n, { lineType: "SHIPPING", netMinor: 4_900, discountMinor: 0 }),
        saleRow(21n, 33n, { lineType: "GIFT_CARD", netMinor: 50_000, discountMinor: 0 }),
        saleRow(22n, 34n, { actionType: "RETURN", netMinor: -5_000, discountMinor: -500 }),
        saleRow(22n, 35n, { actionType: "RETURN", lineType: "ADJUSTMENT", netMinor: -300, discountMinor: 0 }),
      ],
    },
    NOW_MS,
  );
  expect(await stored(shopId, 1n)).toMatchObject({
    net: 14_700,
    discount: 2_000,
    refund: 5_300,
    gross: 22_000,
    has_ledger: true,
    returned: [300, 5_000].sort((a, b) => b - a),
    returned_at: [new Date(returnedAtMs), new Date(returnedAtMs)],
    lines: 1,
    sales: 5,
  });
});

test("an order without a ledger gets its money from its lines and is counted", async () => {
  const shopId = await newShop();
  const lines = [
    lineRow(1n, 11n, { quantity: 2, currentQuantity: 1, grossMinor: 10_000, netMinor: 4_500 }),
    lineRow(1n, 12n, { grossMinor: 3_000, netMinor: 3_000 }),
    lineRow(1n, 13n, { isGiftCard: true, grossMinor: 9_999, netMinor: 9_999 }),
  ];
  const { orders } = await applyRows(shopId, { orders: [orderRow(1n)], lines }, NOW_MS);
  expect(orders).toMatchObject({ applied: 1, withoutLedger: 1 });
  // Half of the first line went back: 4 500 of it, and the discount was 10 %.
  expect(await stored(shopId, 1n)).toMatchObject({
    net: 7_500,
    refund: 4_500,
    discount: 1_000,
    gross: 13_000,
    has_ledger: false,
  });
});

test("the newer state stays, whichever comes first; equal updatedAt is settled by the start of the fetch", async () => {
  const older = orderRow(1n, { country: "SE", updatedAtMs: NOW_MS, fetchedAtMs: NOW_MS + SECOND });
  const newer = orderRow(1n, { country: "NO", updatedAtMs: NOW_MS, fetchedAtMs: NOW_MS + 2 * SECOND });
  const newest = orderRow(1n, { country: "FI", updatedAtMs: NOW_MS + SECOND, fetchedAtMs: NOW_MS });
  for (const order of [
    [older, newer, newest],
    [newest, newer, older],
    [newer, newest, older],
  ]) {
    const shopId = await newShop();
    for (const row of order)
      await applyRows(shopId, { orders: [row], lines: [lineRow(1n, BigInt(row.country!.charCodeAt(0)))] }, NOW_MS);
    expect(await stored(shopId, 1n)).toMatchObject({ country: "FI", lines: 1 });
  }
});

test("children before parents, in several parts, with repeats: each row is there once", async () => {
  const shopId = await newShop();
  const batchId = await openBatch(shopId, NOW_MS);
  const sales = [saleRow(21n, 31n), saleRow(21n, 32n, { netMinor: 1_000, discountMinor: 0 })];
  const lines = [lineRow(1n, 11n), lineRow(2n, 12n)];
  await stageRows(shopId, batchId, { sales, lines }, NOW_MS, 100);
  await stageRows(shopId, batchId, { lines, agreements: [agreementRow(1n, 21n)] }, NOW_MS, 200);
  await stageRows(shopId, batchId, { sales, agreements: [agreementRow(1n, 21n)] }, NOW_MS, 300);
  await stageRows(shopId, batchId, { orders: [orderRow(2n), orderRow(1n), orderRow(1n)] }, NOW_MS, 400);
  expect(await batchProgress(shopId, batchId)).toEqual({ byteOffset: 400, orders: 3, rows: 13 });
  expect((await mergeBatch(shopId, batchId, NOW_MS)).orders).toMatchObject({ applied: 2, orphans: 0 });
  expect(await batchProgress(shopId, batchId)).toBeNull();
  expect(await stored(shopId, 1n)).toMatchObject({ net: 10_000, lines: 1, sales: 2 });
  expect(await stored(shopId, 2n)).toMatchObject({ net: 9_000, lines: 1, sales: 0 });
});

test("repeating a delivery changes nothing and does not move the version; a change moves it once", async () => {
  const shopId = await newShop();
  const rows = { orders: [orderRow(1n)], customers: [customerRow(500n)] };
  const first = await applyRows(shopId, rows, NOW_MS);
  const again = await applyRows(shopId, rows, NOW_MS + SECOND);
  expect(again).toMatchObject({
    version: first.version,
    orders: { applied: 0, stale: 1 },
    customers: { applied: 0, stale: 1 },
  });
  const changed = await applyRows(
    shopId,
    { orders: [orderRow(1n, { customerId: 501n, fetchedAtMs: NOW_MS + SECOND })] },
    NOW_MS,
  );
  expect(changed.version).toBe(first.version + 1);
  const stamps = await withShop(shopId, (tx) =>
    tx.query("SELECT customer_id::int AS id, version::int FROM customer_stamps WHERE shop_id = $1 ORDER BY 1", [
      shopId,
    ]),
  );
  // The customer it left and the one it came to.
  expect(stamps).toEqual([500, 501].map((id) => ({ id, version: changed.version })));
});

test("an unknown field keeps what is stored; a new record takes what is there", async () => {
  const shopId = await newShop();
  await applyRows(shopId, { orders: [orderRow(1n)], customers: [customerRow(500n)] }, NOW_MS);
  const later = NOW_MS + SECOND;
  await applyRows(
    shopId,
    {
      orders: [
        orderRow(1n, {
          customerId: null,
          country: null,
          city: "Lund",
          fetchedAtMs: later,
          unknown: ["customerId", "country"],
        }),
        orderRow(2n, { customerId: null, unknown: ["customerId"] }),
      ],
      customers: [
        customerRow(500n, { emailConsent: null, tags: ["vip"], fetchedAtMs: later, unknown: ["emailConsent"] }),
      ],
    },
    later,
  );
  expect(await stored(shopId, 1n)).toMatchObject({ customer_id: "500", country: "SE", city: "Lund" });
  expect(await stored(shopId, 2n)).toMatchObject({ customer_id: null });
  const [customer] = await withShop(shopId, (tx) =>
    tx.query("SELECT email_consent, tags FROM customers WHERE shop_id = $1 AND customer_id = 500", [shopId]),
  );
  expect(customer).toEqual({ email_consent: "SUBSCRIBED", tags: ["vip"] });
});

test("rows without their parent are set aside with a reason, and the rest of the batch is written", async () => {
  const shopId = await newShop();
  const { orders } = await applyRows(
    shopId,
    { orders: [orderRow(1n)], lines: [lineRow(9n, 91n)], sales: [saleRow(99n, 92n)] },
    NOW_MS,
  );
  expect(orders).toMatchObject({ applied: 1, orphans: 2 });
  expect((await loadSyncState(shopId)).rejected).toEqual([
    { kind: "line", count: 1 },
    { kind: "sale", count: 1 },
  ]);
});

test("hostile text is stored as text: quotes, separators, NUL, lone surrogates, prototype keys", async () => {
  const shopId = await newShop();
  const visit = {
    occurredAtMs: 1,
    source: `__proto__\0'";\\N\t\n`,
    sourceType: null,
    medium: "\ud800",
    campaign: null,
    referrerUrl: null,
    landingPage: "https://example.com/?utm_source='); DROP TABLE orders; --",
  };
  const tags = [`a,"b"`, "{}", "\\", "", "ü\0ber"];
  await applyRows(
    shopId,
    { orders: [orderRow(1n, { name: "#\0'1", tags, firstVisit: visit, journeyState: "ready" })] },
    NOW_MS,
  );
  const [row] = await withShop(shopId, (tx) =>
    tx.query<{ name: string; tags: string[]; first_visit: typeof visit }>(
      "SELECT name, tags, first_visit FROM orders WHERE shop_id = $1",
      [shopId],
    ),
  );
  expect(row!.name).toBe("#'1");
  expect(row!.tags).toEqual([`a,"b"`, "{}", "\\", "", "über"]);
  expect(row!.first_visit.source).toBe(`__proto__'";\\N\t\n`);
});

test("a deleted order stays out, also for a state fetched before the deletion, and comes back with one fetched later", async () => {
  const shopId = await newShop();
  await applyRows(shopId, { orders: [orderRow(1n)], lines: [lineRow(1n, 11n)] }, NOW_MS);
  await deleteOrder(shopId, 1n, NOW_MS + 5 * SECOND);
  expect(await stored(shopId, 1n)).toMatchObject({ deleted: true, lines: 0 });
  const early = orderRow(1n, { updatedAtMs: NOW_MS + 4 * SECOND, fetchedAtMs: NOW_MS + 4 * SECOND });
  await applyRows(shopId, { orders: [early] }, NOW_MS);
  expect(await stored(shopId, 1n)).toMatchObject({ deleted: true });
  await applyRows(shopId, { orders: [{ ...early, fetchedAtMs: NOW_MS + 6 * SECOND }] }, NOW_MS);
  expect(await stored(shopId, 1n)).toMatchObject({ deleted: false });

  // The hint can come before the order was ever seen.
  await deleteOrder(shopId, 2n, NOW_MS);
  await applyRows(shopId, { orders: [orderRow(2n, { fetchedAtMs: NOW_MS - SECOND })] }, NOW_MS);
  expect(await stored(shopId, 2n)).toBeUndefined();
});

test("a merge moves the orders; a late state of the customer who is gone does not bring them back", async () => {
  const shopId = await newShop();
  await applyRows(shopId, { orders: [orderRow(1n)], customers: [customerRow(500n), customerRow(501n)] }, NOW_MS);
  await mergeCustomers(shopId, 500n, 501n, NOW_MS + SECOND);
  expect(await stored(shopId, 1n)).toMatchObject({ customer_id: "501" });
  await applyRows(shopId, { customers: [customerRow(500n, { updatedAtMs: NOW_MS, fetchedAtMs: NOW_MS })] }, NOW_MS);
  const customers = await withShop(shopId, (tx) =>
    tx.query("SELECT customer_id FROM customers WHERE shop_id = $1", [shopId]),
  );
  expect(customers).toEqual([{ customer_id: "501" }]);
});

test("a redacted person is gone from every table, keeps a stand-in, and a later sync does not bring them back", async () => {
  const shopId = await newShop();
  const person = customerRow(4_455_667_788n);
  const order = orderRow(1n, { customerId: person.customerId, city: "Lund" });
  await applyRows(shopId, { orders: [order], customers: [person] }, NOW_MS);
  expect(await customerFile(shopId, person.customerId)).toMatchObject({
    customer: { city: null },
    orders: [{ order_id: 1 }],
  });
  await redactCustomer(shopId, person.customerId, NOW_MS);
  const later = NOW_MS + SECOND;
  await applyRows(
    shopId,
    {
      orders: [{ ...order, updatedAtMs: later, fetchedAtMs: later }, orderRow(2n, { customerId: person.customerId })],
      customers: [{ ...person, updatedAtMs: later, fetchedAtMs: later }],
    },
    later,
  );
  // Shopify stops naming the person: the order still counts as theirs.
  await applyRows(
    shopId,
    { orders: [{ ...order, customerId: null, updatedAtMs: later + 1, fetchedAtMs: later }] },
    later,
  );
  const first = await stored(shopId, 1n);
  const second = await stored(shopId, 2n);
  expect(Number(first!.customer_id)).toBeLessThan(0);
  expect(first).toMatchObject({ customer_id: second!.customer_id, city: null, country: "SE" });
  expect(await customerFile(shopId, person.customerId)).toEqual({
    customer: null,
    orders: [],
    checkouts: [],
    exports: [],
  });
  const dump = await withShop(shopId, async (tx) => {
    const tables = await tx.query<{ relname: string }>(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations'",
    );
    const texts = [];
    for (const { relname } of tables) texts.push(...(await tx.query(`SELECT t::text AS row FROM "${relname}" t`)));
    return JSON.stringify(texts);
  });
  expect(dump).not.toContain("4455667788");
});
