import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { translator } from "../../app/i18n/translate.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { startBrowser } from "./browser.ts";
import { openWindow, type MerchantWindow } from "./merchant-browser.ts";
import { startStack, type Stack } from "./stack.ts";

const t = translator("en");
/** What the product promises of an order's way from the store to an open page. */
const PROMISED_MS = 5_000;

let browser: Browser;
let stopBrowser: () => Promise<void>;
let stack: Stack;
let owner: pg.Client;
let window: MerchantWindow;

beforeAll(async () => {
  const shop = generateStore({ stage: "consistent", nowMs: Date.now(), seed: 2 });
  [stack, { browser, stop: stopBrowser }] = await Promise.all([startStack({ shops: [shop] }), startBrowser()]);
  owner = new pg.Client(stack.ownerUrl);
  await owner.connect();
  await stack.install();
  window = await openWindow(browser, stack.store, { width: 1280, height: 900 });
  await window.open("/app", t("overview.title"));
  // A reload would lose this mark.
  await window.frame().evaluate("window.notReloaded = true");
});

afterAll(async () => {
  await owner?.end();
  await stopBrowser?.();
  await stack?.stop();
});

/** The number of a headline card: "$1,234" is 1234. */
async function figure(name: "orders" | "netSales"): Promise<number> {
  const text = await window.card(t(`headline.${name}`)).innerText();
  const number = /[-−]?\$?[\d,]+(\.\d+)?/.exec(text.slice(t(`headline.${name}`).length))?.[0] ?? "";
  return Number(number.replace("−", "-").replace(/[$,]/g, ""));
}

/** Waits until a figure of the open page is as said, and answers how many milliseconds that took. */
async function becomes(name: "orders" | "netSales", matches: (value: number) => boolean): Promise<number> {
  const since = performance.now();
  await expect.poll(async () => matches(await figure(name)), { timeout: 3 * PROMISED_MS, interval: 25 }).toBe(true);
  return performance.now() - since;
}

async function act(name: string, options: object): Promise<Record<string, string>> {
  const response = await fetch(`${stack.store.adminUrl}dev/actions/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(options),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { ids: Record<string, string> }).ids;
}

const rows = async (table: string) =>
  Number((await owner.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]!.count);

describe("an open page", () => {
  it("shows an order within five seconds, without a reload", async () => {
    const orders = await figure("orders");
    const times: number[] = [];
    for (const nth of [1, 2, 3]) {
      await act("place-order", { customer: "new" });
      times.push(await becomes("orders", (value) => value === orders + nth));
    }
    console.info(`From order to open page: ${times.map((ms) => `${Math.round(ms)} ms`).join(", ")}`);
    expect(Math.max(...times)).toBeLessThan(PROMISED_MS);
  });

  it("shows an order of the panel, and takes a refund out of net sales", async () => {
    const [orders, before] = [await figure("orders"), await figure("netSales")];
    await window.page.getByRole("button", { name: "Act in the shop" }).click();
    await window.page.getByRole("button", { name: "Place an order" }).click();
    const done = window.page.locator("#results li").first();
    await expect.poll(() => done.innerText()).toMatch(/^Place order: #\d+$/);
    const name = (await done.innerText()).split(" ").at(-1)!;
    expect(await becomes("orders", (value) => value === orders + 1)).toBeLessThan(PROMISED_MS);
    const after = await figure("netSales");
    expect(after).toBeGreaterThan(before);

    const choice = window.page.locator('[data-field="order"]');
    const order = choice.locator("option", { hasText: name });
    await choice.selectOption((await order.getAttribute("value"))!);
    await window.page.getByRole("button", { name: "Refund all" }).click();
    await expect.poll(() => done.innerText()).toMatch(/^Refund order: /);
    expect(await becomes("netSales", (value) => Math.abs(value - before) <= 1)).toBeLessThan(PROMISED_MS);
    // A refunded order stays an order.
    expect(await figure("orders")).toBe(orders + 1);
    await window.page.getByRole("button", { name: "Close" }).click();
    expect(await window.frame().evaluate("window.notReloaded")).toBe(true);
    expect(window.complaints).toEqual([]);
  });
});

describe("an uninstall", () => {
  it("ends the access at once, and a new install begins anew", { timeout: 90_000 }, async () => {
    const orders = await figure("orders");
    expect(await rows(`"Session"`)).toBeGreaterThan(0);
    await window.page.getByRole("button", { name: "Act in the shop" }).click();
    await window.page.getByRole("button", { name: "Uninstall", exact: true }).click();
    await window.page.getByRole("heading", { name: "Comeback is not installed" }).waitFor();
    await window.page.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => rows(`"Session"`), { timeout: 10_000 }).toBe(0);
    await expect.poll(() => rows("shops WHERE uninstalled_at IS NULL"), { timeout: 10_000 }).toBe(0);

    // The order is in Shopify's search at once, so that it belongs to the history that is read.
    stack.store.adminFaults.searchLagMs = 0;
    await act("place-order", { customer: "new" });
    await window.page.getByRole("button", { name: "Install Comeback" }).click();
    await window.shows(t("overview.title"));
    // The order that was placed meanwhile is read with the history.
    await becomes("orders", (value) => value === orders + 1);
    expect(await rows("shops WHERE uninstalled_at IS NULL")).toBe(1);
    expect(window.complaints).toEqual([]);
  });
});
