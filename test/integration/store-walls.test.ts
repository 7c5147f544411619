import pg from "pg";
import { expect, test } from "vitest";
import { applyRows } from "../../app/store/merge.server.ts";
import { assertWalls } from "../../app/store/app-role.server.ts";
import { prepareDatabase } from "../../app/store/database.server.ts";
import { endInstall, eraseShop, findShopByDomain, installShop } from "../../app/store/shops.server.ts";
import { readTimelines } from "../../app/store/timelines-reading.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { customerRow, lineRow, newShop, NOW_MS, orderRow } from "./store-scene.ts";

const ownerUrl = () => process.env["TEST_OWNER_URL"]!;
const appUrl = () => process.env["DATABASE_URL"]!;

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Tables with a shop_id that are reached inside a shop's transaction only. */
async function shopTables(): Promise<string[]> {
  return connected(ownerUrl(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'shop_id'
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
          AND c.relname NOT LIKE 'stag%' AND c.relname NOT IN ('inbox', 'shops') ORDER BY 1`,
    );
    return rows.map((row) => row.name);
  });
}

test("two shops with the same ids hold their own rows", async () => {
  const [a, b] = [await newShop(), await newShop()];
  await applyRows(
    a,
    { orders: [orderRow(1n, { country: "SE" })], lines: [lineRow(1n, 1n)], customers: [customerRow(500n)] },
    NOW_MS,
  );
  await applyRows(
    b,
    { orders: [orderRow(1n, { country: "NO" })], lines: [lineRow(1n, 1n)], customers: [customerRow(500n)] },
    NOW_MS,
  );
  for (const [shopId, country] of [
    [a, "SE"],
    [b, "NO"],
  ] as const) {
    const { timelines } = await readTimelines(shopId);
    expect(timelines.customerIds).toEqual(BigInt64Array.of(500n));
    expect(timelines.dimensions.country.values).toEqual([null, country]);
  }
});

test("inside one shop's transaction no statement reaches another's rows, also when it names them", async () => {
  const [a, b] = [await newShop(), await newShop()];
  await applyRows(b, { orders: [orderRow(77n)], customers: [customerRow(500n)] }, NOW_MS);
  await withShop(a, async (tx) => {
    expect(await tx.query("SELECT * FROM orders")).toEqual([]);
    expect(await tx.query("SELECT * FROM orders WHERE shop_id = $1", [b])).toEqual([]);
    expect(await tx.query("UPDATE orders SET name = 'mine' WHERE shop_id = $1 RETURNING 1", [b])).toEqual([]);
    expect(await tx.query("DELETE FROM customers WHERE shop_id = $1 RETURNING 1", [b])).toEqual([]);
    expect(await tx.query("UPDATE shops SET name = 'mine' WHERE shop_id = $1 RETURNING 1", [b])).toEqual([]);
  });
  const intoOther = withShop(a, (tx) =>
    tx.query("INSERT INTO sync_marks (shop_id, name, at) VALUES ($1, 'x', now())", [b]),
  );
  await expect(intoOther).rejects.toThrow(/row-level security/);
});

test("without a shop no row is seen, in every table, and a setting left by an earlier transaction does not linger", async () => {
  const shopId = await newShop();
  await applyRows(shopId, { orders: [orderRow(1n)], customers: [customerRow(500n)] }, NOW_MS);
  const tables = await shopTables();
  expect(tables).toContain("orders");
  await connected(appUrl(), async (client) => {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.shop_id', $1, true)", [shopId.toString()]);
    expect((await client.query("SELECT 1 FROM orders")).rowCount).toBe(1);
    await client.query("COMMIT");
    for (const table of tables) expect((await client.query(`SELECT 1 FROM ${table}`)).rowCount, table).toBe(0);
  });
});

test("every table that holds a shop's rows has a policy, and the app's role cannot take it away", async () => {
  const tables = await shopTables();
  const guarded = await connected(ownerUrl(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c WHERE c.relrowsecurity AND c.relname <> 'shops'
          AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid) ORDER BY 1`,
    );
    return rows.map((row) => row.name);
  });
  expect(guarded).toEqual(tables);
  await connected(appUrl(), async (client) => {
    for (const attempt of [
      "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
      "DROP POLICY own_shop ON orders",
      "SET ROLE comeback_owner",
      "TRUNCATE orders",
      "SELECT * FROM _prisma_migrations",
      "CREATE TABLE mine (x int)",
    ]) {
      await expect(client.query(attempt), attempt).rejects.toThrow(/permission denied|must be owner/);
    }
  });
});

test("every primary key and index begins with the shop", async () => {
  const others = await connected(ownerUrl(), async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT i.indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'public'::regnamespace AND a.attname <> 'shop_id' ORDER BY 1`,
    );
    return rows.map((row) => row.name);
  });
  // The registry is looked up by domain; sessions and migrations have the shape of their libraries.
  expect(others).toEqual(['"Session_pkey"', '"Session_shop_idx"', "_prisma_migrations_pkey", "shops_domain_key"]);
});

test("a role that sees through the walls is refused", async () => {
  await connected(appUrl(), (client) => assertWalls(client));
  await expect(connected(ownerUrl(), (client) => assertWalls(client))).rejects.toThrow(/sees every shop's rows/);
});

test("the owner's URL given twice is refused before anything is taken from the owner", async () => {
  const twice = { ownerUrl: ownerUrl(), appUrl: ownerUrl() };
  await expect(prepareDatabase(twice)).rejects.toThrow(/sees every shop's rows.*DATABASE_OWNER_URL/);
  const revoked = await connected(ownerUrl(), (client) =>
    client.query(
      "SELECT 1 FROM pg_class WHERE relname = '_prisma_migrations' AND relacl::text !~ (current_user || '=arwd')",
    ),
  );
  expect(revoked.rowCount).toBe(0);
  await expect(prepareDatabase({ ownerUrl: ownerUrl(), appUrl: appUrl() })).resolves.toEqual([]);
});

test("an earlier uninstall or redaction does nothing to a newer install; erasing leaves no row of that shop and all of others", async () => {
  const [kept, erased] = [await newShop(), await newShop({ domain: "goes.myshopify.com" })];
  for (const shopId of [kept, erased]) {
    await applyRows(
      shopId,
      { orders: [orderRow(1n)], lines: [lineRow(1n, 1n)], customers: [customerRow(500n)] },
      NOW_MS,
    );
  }
  expect(await endInstall(erased, NOW_MS - 1)).toBe(false);
  expect(await eraseShop(erased, NOW_MS + 1)).toBe(false);
  expect(await endInstall(erased, NOW_MS + 1)).toBe(true);
  expect(await eraseShop(erased, NOW_MS - 1)).toBe(false);
  expect(await eraseShop(erased, NOW_MS + 2)).toBe(true);
  expect(await findShopByDomain("goes.myshopify.com")).toBeNull();
  await connected(ownerUrl(), async (client) => {
    for (const table of await shopTables()) {
      expect((await client.query(`SELECT 1 FROM ${table} WHERE shop_id = $1`, [erased])).rowCount, table).toBe(0);
    }
    expect((await client.query("SELECT 1 FROM orders WHERE shop_id = $1", [kept])).rowCount).toBe(1);
  });
});

test("installing twice is one install and one job; a reinstall is a new one", async () => {
  let sent = 0;
  const install = (atMs: number) =>
    installShop(
      "again.myshopify.com",
      { gid: "1", name: "A", zone: "UTC", currency: "EUR", currencyDigits: 2, plan: "basic", scopes: [] },
      atMs,
      () => Promise.resolve(void sent++),
    );
  const [first, second] = await Promise.all([install(NOW_MS), install(NOW_MS)]);
  expect([first.firstTime, second.firstTime].filter(Boolean)).toHaveLength(1);
  expect(first.shopId).toBe(second.shopId);
  await endInstall(first.shopId, NOW_MS + 1);
  expect(await install(NOW_MS + 2)).toEqual({ shopId: first.shopId, firstTime: true });
  expect(sent).toBe(2);

  const failing = installShop(
    "fails.myshopify.com",
    { gid: "1", name: "A", zone: "UTC", currency: "EUR", currencyDigits: 2, plan: "basic", scopes: [] },
    NOW_MS,
    () => Promise.reject(new Error("no job")),
  );
  await expect(failing).rejects.toThrow("no job");
  expect(await findShopByDomain("fails.myshopify.com")).toBeNull();
});
