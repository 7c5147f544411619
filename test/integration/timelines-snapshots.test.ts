import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyRows } from "../../app/store/merge.server.ts";
import { redactCustomer } from "../../app/store/privacy.server.ts";
import { endInstall, eraseShop, updateShop } from "../../app/store/shops.server.ts";
import { readTimelines, refreshTimelines } from "../../app/store/timelines-reading.server.ts";
import { keepSnapshot } from "../../app/store/timelines-snapshots.server.ts";
import { sweepTimelines } from "../../app/store/timelines.server.ts";
import { agreementRow, customerRow, newShop, NOW_MS, orderRow, saleRow } from "./store-scene.ts";

const dataDir = mkdtempSync(join(tmpdir(), "comeback-snapshots-"));
/** The database's own folder. */
const folderOf = () => join(dataDir, "snapshots", readdirSync(join(dataDir, "snapshots"))[0]!);
beforeAll(() => {
  process.env["DATA_DIR"] = dataDir;
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** A shop of `orders` orders with its snapshot, however small. */
async function shopWithSnapshot(orders = 30) {
  const shopId = await newShop();
  const ids = Array.from({ length: orders }, (_, i) => BigInt(i + 1));
  await applyRows(
    shopId,
    {
      orders: ids.map((id) => orderRow(id, { customerId: 500n + (id % 7n) })),
      agreements: ids.map((id) => agreementRow(id, id)),
      sales: ids.map((id) => saleRow(id, id)),
      customers: [500n, 501n, 502n].map((id) => customerRow(id)),
    },
    NOW_MS,
  );
  const loaded = await readTimelines(shopId);
  await keepSnapshot(shopId, loaded, 1);
  return { shopId, loaded, file: join(folderOf(), `shop-${shopId}-0.arrow`) };
}

const later = { updatedAtMs: NOW_MS + 1, fetchedAtMs: NOW_MS + 1 };

test("a cold load opens the snapshot and reads only what changed since", async () => {
  const { shopId, loaded, file } = await shopWithSnapshot();
  expect(existsSync(file)).toBe(true);
  const opened = await refreshTimelines(shopId, null);
  expect(opened.read).toBe("nothing");
  expect(opened.loaded).toEqual(loaded);
  await applyRows(shopId, { orders: [orderRow(31n, { ...later, customerId: null })] }, NOW_MS + 1);
  const { read, loaded: refreshed } = await refreshTimelines(shopId, null);
  expect(read).toBe("changes");
  expect(refreshed).toEqual(await readTimelines(shopId));
  expect(refreshed.timelines.guests.day).toHaveLength(1);
});

test("a damaged snapshot and one of another zone are not used", async () => {
  const { shopId, file } = await shopWithSnapshot();
  await updateShop(shopId, { zone: "Pacific/Auckland" }, NOW_MS);
  expect((await refreshTimelines(shopId, null)).loaded.timelines.zone).toBe("Pacific/Auckland");
  expect((await refreshTimelines(shopId, null)).read).toBe("all");
  await updateShop(shopId, { zone: "Europe/Stockholm" }, NOW_MS);
  expect((await refreshTimelines(shopId, null)).read).not.toBe("all");
  writeFileSync(file, "no snapshot");
  expect((await refreshTimelines(shopId, null)).read).toBe("all");
});

test("an erasure removes the snapshot, and one written from what was read before it does not come back", async () => {
  const { shopId, loaded, file } = await shopWithSnapshot();
  await redactCustomer(shopId, 501n, NOW_MS);
  expect(existsSync(file)).toBe(false);
  await keepSnapshot(shopId, loaded, 1);
  expect(existsSync(file)).toBe(false);
  const { loaded: present, read } = await refreshTimelines(shopId, null);
  expect(read).toBe("all");
  expect(present.timelines.customerIds.includes(501n)).toBe(false);
});

test("snapshots of uninstalled and erased shops go, also when their file came from elsewhere", async () => {
  const { shopId, loaded, file } = await shopWithSnapshot();
  await endInstall(shopId, NOW_MS + 1);
  expect(existsSync(file)).toBe(false);
  await keepSnapshot(shopId, loaded, 1);
  expect(existsSync(file)).toBe(false);
  await eraseShop(shopId, NOW_MS + 2);
  writeFileSync(file, "left over");
  const { file: kept } = await shopWithSnapshot();
  await sweepTimelines();
  expect(existsSync(file)).toBe(false);
  expect(existsSync(kept)).toBe(true);
});

test("a sweep removes what another machine has erased, files that were never finished, and those of forgotten databases", async () => {
  const { shopId, file } = await shopWithSnapshot();
  await redactCustomer(shopId, 501n, NOW_MS);
  const other = join(dataDir, "snapshots", "another-database");
  mkdirSync(other, { recursive: true });
  const unfinished = file.replace("-0.arrow", "-1.arrow.7d.tmp");
  const files = {
    before: file,
    unfinished,
    forgotten: join(other, "shop-1-0.arrow"),
    foreign: join(other, "notes.txt"),
  };
  for (const path of Object.values(files)) writeFileSync(path, "");
  await sweepTimelines();
  const there = () => Object.entries(files).flatMap(([name, path]) => (existsSync(path) ? [name] : []));
  expect(there()).toEqual(["unfinished", "forgotten", "foreign"]);
  const daysAgo = (days: number) => Date.now() / 1000 - days * 86_400;
  utimesSync(files.unfinished, daysAgo(1), daysAgo(1));
  for (const path of [files.forgotten, files.foreign]) utimesSync(path, daysAgo(31), daysAgo(31));
  await sweepTimelines();
  expect(there()).toEqual(["foreign"]);
  rmSync(other, { recursive: true });
});

test("a snapshot is for its user alone; without a folder to write to, nothing else fails", async () => {
  const { shopId, loaded, file } = await shopWithSnapshot();
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(statSync(folderOf()).mode & 0o077).toBe(0);
  const folder = folderOf();
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "in the way");
  await keepSnapshot(shopId, loaded, 1);
  expect((await refreshTimelines(shopId, null)).read).toBe("all");
  await redactCustomer(shopId, 501n, NOW_MS);
  await sweepTimelines();
  expect(await endInstall(shopId, NOW_MS + 1)).toBe(true);
  rmSync(folder);
});

test("a small shop has no snapshot", async () => {
  const shopId = await newShop();
  const { file } = await shopWithSnapshot();
  await keepSnapshot(shopId, await readTimelines(shopId));
  expect(existsSync(file)).toBe(true);
  expect(existsSync(join(folderOf(), `shop-${shopId}-0.arrow`))).toBe(false);
});
