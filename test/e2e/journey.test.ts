import { readFileSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFormats, type Formats } from "../../app/i18n/format.ts";
import { translator } from "../../app/i18n/translate.ts";
import type { ShopData } from "../dev-store/model.ts";
import { startFakeKlaviyo, type FakeKlaviyo } from "../klaviyo/fake-klaviyo.ts";
import { sharedFile } from "../setup/shared.ts";
import { startBrowser } from "./browser.ts";
import { headlineOf, journeyShop, type ExpectedFigures } from "./journey-figures.ts";
import { openWindow, type MerchantWindow } from "./merchant-browser.ts";
import { startStack, type Stack } from "./stack.ts";

const contract = sharedFile("contracts/klaviyo.json");
const t = translator("en");

let browser: Browser;
let stopBrowser: () => Promise<void>;
let klaviyo: FakeKlaviyo | null = null;
let stack: Stack;
let shop: ShopData;
let expected: ExpectedFigures;
let window: MerchantWindow;
let f: Formats;

beforeAll(async () => {
  if (contract !== null) klaviyo = await startFakeKlaviyo(contract);
  if (klaviyo !== null) process.env.KLAVIYO_API_URL = klaviyo.url;
  ({ shop, expected } = await journeyShop(Date.now()));
  f = createFormats({ locale: "en", ...shop.facts });
  [stack, { browser, stop: stopBrowser }] = await Promise.all([startStack({ shops: [shop] }), startBrowser()]);
  window = await openWindow(browser, stack.store, { width: 1280, height: 900 });
});

afterAll(async () => {
  await stopBrowser?.();
  await stack?.stop();
  await klaviyo?.stop();
});

/** The text of an element, with every kind of space as one. */
const textOf = async (locator: { innerText(): Promise<string> }) => (await locator.innerText()).replace(/\s+/g, " ");

/** The figure of a headline card: what follows its name. */
const figureIn = (card: string) => card.split(" ").find((word) => /\d/.test(word)) ?? null;

describe("a merchant's first walk through the app", () => {
  it("installs it, watches the import and lands on the Overview", { timeout: 120_000 }, async () => {
    // An order is about five objects: the import takes five seconds, so that the page, which asks every 2.5 s, sees it.
    stack.store.adminFaults.bulk.objectsPerSecond = shop.orders.size;
    await window.open("/", t("overview.title"));
    const banner = window.app.locator(".Polaris-Banner");
    const said = new Set<string>();
    const all = f.count(headlineOf(expected).orders);
    const complete = async () => {
      for (const text of await banner.allInnerTexts()) said.add(text.replace(/\s+/g, " "));
      return (await banner.count()) === 0 && figureIn(await textOf(window.card(t("headline.orders")))) === all;
    };
    await expect.poll(complete, { timeout: 90_000, interval: 100 }).toBe(true);
    const told = [...said].join("\n");
    expect(told).toContain(t("sync.importing.title"));
    expect(told).toContain(`of about ${f.count(shop.orders.size)} orders so far`);
    // The whole history was asked for, so nothing may be said to be missing, not even for a moment.
    expect(told).not.toMatch(/Figures are final from/);
  });

  it("shows the headline figures", async () => {
    const { netSalesMinor, orders, newCustomers, activeCustomers } = headlineOf(expected);
    const shown = async (name: Parameters<typeof t>[0], value: string) =>
      expect((await textOf(window.card(t(name as "headline.orders")))).split(" ")).toContain(value);
    await shown("headline.netSales", f.moneyShort(netSalesMinor));
    await shown("headline.orders", f.count(orders));
    await shown("headline.averageOrderValue", f.moneyShort(netSalesMinor / orders));
    await shown("headline.newCustomers", f.count(newCustomers));
    await shown("headline.activeCustomers", f.count(activeCustomers));
    await shown("headline.repeatPurchaseRate", f.rate(expected.repeatPurchase.rate));
    const { stage, ageDays, ordersPerDay } = expected.maturity;
    const maturity = await textOf(window.card(t("overview.maturity")));
    expect(maturity).toContain(t(`stage.${stage as "established"}.name`));
    expect(maturity).toContain(f.count(ageDays));
    expect(maturity).toContain(`${f.decimal(ordersPerDay)} orders a day`);
  });

  it("answers why a number is what it is", async () => {
    const name = t("definition.repeatPurchaseRate.name");
    await window.app.getByRole("button", { name: t("why.open", { name }) }).click();
    const answer = await textOf(window.app.getByRole("dialog", { name }));
    expect(answer).toContain(t("definition.repeatPurchaseRate.formula"));
    const { orders, customers } = expected.counts;
    expect(answer).toContain(t("why.orders", { count: orders, formatted: f.count(orders) }));
    expect(answer).toContain(t("why.customers", { count: customers, formatted: f.count(customers) }));
    expect(answer).toContain(t("why.historyComplete"));
    await window.page.keyboard.press("Escape");
    await window.app.getByRole("dialog", { name }).waitFor({ state: "hidden" });
  });

  it.each(["A", "B", "C"] as const)("shows every cohort of retention %s", async (kind) => {
    if (kind === "A") await window.choose(t("nav.retention"));
    const choice = window.app.getByRole("group", { name: t("kind.label") });
    await choice.getByRole("button", { name: t(`kind.${kind}.short`) }).click();
    await window.app
      .getByRole("heading", { name: t("cohorts.title", { kind, name: t(`kind.${kind}.name`) }) })
      .waitFor();
    const counts = { A: "active", B: "cumulativeRepeat", C: "onOrAfter" } as const;
    const rows = expected.cohorts.rows.map(({ cohort, size, pendingFrom, ...row }) => [
      f.period(cohort),
      f.count(size),
      ...row[counts[kind]].map((count, k) => (k < (pendingFrom ?? Infinity) ? f.rateShort(count / size) : "…")),
    ]);
    // The text for the eye; each cell has another for the ear.
    const shown = await window.frame().evaluate<string[][]>(`
      [...document.querySelectorAll("table[role=grid] tbody tr")].slice(1).map((row) =>
        [...row.cells].map((cell) => (cell.querySelector("[aria-hidden]") ?? cell).textContent).filter(Boolean))`);
    expect(shown).toEqual(rows);
  });

  it("shows the terms of the retention formula", async () => {
    const row = expected.retentionRate.rows.findLast(({ state }) => state === "observed")!;
    const card = await textOf(window.card(t("formula.title")));
    const [end, won, start] = [row.end, row.new, row.start].map(f.count) as [string, string, string];
    expect(card).toContain(t("formula.equation", { end, new: won, start, rate: f.rate(row.rate) }));
    expect(card).toContain(`${t("formula.S.name")} ${start}`);
    expect(card).toContain(`${t("formula.E.name")} ${end}`);
    expect(card).toContain(`${t("formula.N.name")} ${won}`);
  });

  it("shows the size of each group and the stage", async () => {
    await window.choose(t("nav.segments"));
    for (const [group, size] of Object.entries(expected.rfm.groups)) {
      const name = t(`group.${group as "loyal"}.name`);
      const row = window.frame().locator("li", { has: window.frame().getByRole("heading", { name, exact: true }) });
      expect(await textOf(row), name).toContain(`${t("segments.size")} ${f.count(size)} `);
    }
    await window.choose(t("nav.maturity"));
    const { stage, retentionShare } = expected.maturity;
    const card = await textOf(window.card(t("maturity.position")));
    expect(card).toContain(t(`stage.${stage as "established"}.name`));
    expect(card).toContain(`${t("split.retention")} ${f.rateShort(retentionShare)}`);
  });

  it("exports a segment to a file", async () => {
    const { members, mailable } = await startExport("loyal", async () => {
      await window.app.getByRole("button", { name: t("newExport.start.csv") }).click();
    });
    expect(members).toBe(expected.rfm.groups["loyal"]);
    const receipt = await receiptOf("csv");
    const control = receipt.get(t("run.control")) ?? 0;
    expect(receipt.get(t("run.members"))).toBe(members);
    expect(receipt.get(t("run.inFile"))).toBe(mailable - control);

    const [download] = await Promise.all([
      window.page.waitForEvent("download"),
      window.app.getByRole("button", { name: t("run.download") }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\r\n");
    expect(lines[0]).toMatch(/^Email,/);
    expect(lines.length - 1).toBe(mailable - control);
  });

  it.skipIf(contract === null)("connects Klaviyo and exports a segment to a list", async () => {
    await window.choose(t("nav.exports"));
    await window.app.getByLabel(t("klaviyo.key.label")).fill(klaviyo!.apiKey);
    await window.app.getByRole("button", { name: t("klaviyo.key.save") }).click();
    await window.app.getByText(t("destination.state.connected"), { exact: true }).waitFor();

    const { members } = await startExport("champions", async () => {
      await window.app.getByRole("radio", { name: t("destination.klaviyo.name") }).press("Space");
      await window.app.getByRole("button", { name: t("newExport.start.klaviyo") }).click();
    });
    const receipt = await receiptOf("klaviyo");
    expect(receipt.get(t("run.members"))).toBe(members);
    const lists = [...klaviyo!.lists.values()];
    expect(lists.length).toBe(1);
    expect(lists[0]!.members.size).toBe(receipt.get(t("run.accepted")));
    expect(lists[0]!.members.size).toBeGreaterThan(0);
    expect(klaviyo!.violations).toEqual([]);
    for (const email of lists[0]!.members.keys()) {
      const person = [...shop.customers.values()].find((customer) => customer.email?.toLowerCase() === email);
      expect(person?.emailConsent, email).toBe("SUBSCRIBED");
    }
  });

  it("had nothing to complain about", () => {
    expect(window.complaints).toEqual([]);
  });
});

/** Opens the preview of an export from the Segments page, reads it, and starts the export. */
async function startExport(group: "loyal" | "champions", start: () => Promise<void>) {
  await window.choose(t("nav.segments"));
  const segment = t(`group.${group}.name`);
  await window.app.getByRole("link", { name: t("segments.exportSpoken", { segment }), exact: true }).click();
  await window.shows(t("newExport.title", { segment }));
  const preview = await textOf(window.card(t("newExport.preview")));
  await start();
  await window.shows(segment);
  return {
    members: countIn(preview, /([\d,]+) people in the segment/),
    mailable: countIn(preview, /([\d,]+) people agreed/),
  };
}

function countIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`Not found in "${text}": ${String(pattern)}`);
  return Number(found.replaceAll(",", ""));
}

/** Waits for the end of a run and reads the numbers of its receipt, which account for every member once. */
async function receiptOf(destination: "csv" | "klaviyo"): Promise<Map<string, number>> {
  await window.app.getByText(t("run.state.done"), { exact: true }).waitFor();
  const terms = await window.frame().locator("dt").allInnerTexts();
  const descriptions = await window.frame().locator("dd").allInnerTexts();
  const lines = new Map(terms.map((term, i) => [term, descriptions[i]!]));
  const numbers = new Map([...lines].map(([term, text]) => [term, Number(text.replaceAll(",", ""))]));
  const notSent = (lines.get(t("run.notSent")) ?? "")
    .split("; ")
    .map((line) => parseInt(line.replaceAll(",", ""), 10) || 0);
  const sent = numbers.get(t(destination === "csv" ? "run.inFile" : "run.accepted"))!;
  const control = numbers.get(t("run.control")) ?? 0;
  expect(sent + control + notSent.reduce((sum, people) => sum + people, 0)).toBe(numbers.get(t("run.members")));
  return numbers;
}
