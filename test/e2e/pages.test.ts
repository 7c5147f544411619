import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { translator } from "../../app/i18n/translate.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { startBrowser } from "./browser.ts";
import {
  accessibilityViolations,
  openWindow,
  sidewaysScroll,
  takePicture,
  type MerchantWindow,
} from "./merchant-browser.ts";
import { startStack, type Stack } from "./stack.ts";

const t = translator("en");
const LOYAL = t("group.loyal.name");

let browser: Browser;
let stopBrowser: () => Promise<void>;
let stack: Stack;
let window: MerchantWindow;

/** A shop with everything on its pages, and one that has no order yet. */
const BUSY = "busy-store.myshopify.com";
const EMPTY = "empty-store.myshopify.com";

beforeAll(async () => {
  const nowMs = Date.now();
  const shops = [
    generateStore({ stage: "well-established", nowMs, domain: BUSY }),
    generateStore({ stage: "just-started", nowMs, domain: EMPTY }),
  ];
  [stack, { browser, stop: stopBrowser }] = await Promise.all([startStack({ shops }), startBrowser()]);
  await Promise.all([BUSY, EMPTY].map((domain) => stack.install(domain)));
});

afterAll(async () => {
  await stopBrowser?.();
  await stack?.stop();
});

afterEach(() => window.close());

/** Looks at the page as it is, and keeps a picture of it. */
async function expectSound(picture: string): Promise<void> {
  await takePicture(window, picture);
  expect(await accessibilityViolations(window), "accessibility").toEqual([]);
  expect(await sidewaysScroll(window), "sideways scroll").toBe(0);
  expect(window.complaints, "console and requests").toEqual([]);
}

const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
];

describe.each(SIZES)("at $width px", (size) => {
  const visit = async (path: string, title: string, domain = BUSY) => {
    window = await openWindow(browser, stack.store, size, domain);
    await window.open(path, title);
  };

  it("Overview, and why a number is what it is", async () => {
    await visit("/app", t("overview.title"));
    await expectSound("overview");
    const name = t("definition.averageOrderValue.name");
    await window.app.getByRole("button", { name: t("why.open", { name }) }).click();
    await window.app.getByRole("dialog", { name }).waitFor();
    await expectSound("overview-why");
  });

  it("Retention, with the curve as a table", async () => {
    await visit("/app/retention", t("retention.title"));
    // The large table takes long to examine: one kind at each width.
    if (size.width > 1000) return expectSound("retention");
    await takePicture(window, "retention");
    await window.app.getByRole("button", { name: t("curve.showTable") }).click();
    await window.app.getByRole("button", { name: t("kind.C.short") }).click();
    await window.app
      .getByRole("heading", { name: t("cohorts.title", { kind: "C", name: t("kind.C.name") }) })
      .waitFor();
    await expectSound("retention-c");
  });

  it("Segments, with a group and a cell of the lifecycle open", async () => {
    await visit("/app/segments", t("segments.title"));
    await takePicture(window, "segments");
    await window.app.getByRole("button", { name: t("segments.openSpoken", { segment: LOYAL }), exact: true }).click();
    await window.app
      .getByRole("button", { name: new RegExp(`^${t("buyer.firstTime.name")}, ${t("clock.due.name")}`) })
      .click();
    await window.app
      .getByRole("button", { name: t("segments.closeSpoken", { segment: LOYAL }), exact: true })
      .waitFor();
    await expectSound("segments-open");
  });

  it("Maturity", async () => {
    await visit("/app/maturity", t("maturity.title"));
    await expectSound("maturity");
  });

  it("Exports, the preview and the receipt of one", async () => {
    await visit("/app/exports", t("exports.title"));
    await expectSound("exports");
    await window.open("/app/exports/new?segment=rfm.loyal", t("newExport.title", { segment: LOYAL }));
    await expectSound("export-new");
    await window.app.getByRole("button", { name: t("newExport.start.csv") }).click();
    await window.app.getByRole("button", { name: t("run.download") }).waitFor();
    await expectSound("export-run");
    await window.choose(t("exports.title"));
    await expectSound("exports-after");
  });

  it("pages before the first order", async () => {
    await visit("/app", t("overview.title"), EMPTY);
    await window.app.getByText(t("empty.title")).waitFor();
    await expectSound("empty-overview");
    await window.open("/app/maturity", t("maturity.title"));
    await expectSound("empty-maturity");
    await window.open("/app/segments", t("segments.title"));
    await expectSound("empty-segments");
  });

  it("a parameter that cannot be, and an address that is none", async () => {
    await visit("/app?asOf=soon", t("error.badRequest.title"));
    await window.app.getByText("asOf must be a day such as").waitFor();
    expect(window.complaints.splice(0).every((complaint) => complaint.includes("400"))).toBe(true);
    await expectSound("wrong-parameter");
    await window.open("/app/nowhere", t("notFound.title"));
    expect(window.complaints.splice(0).every((complaint) => complaint.includes("404"))).toBe(true);
    await expectSound("not-found");
  });
});
