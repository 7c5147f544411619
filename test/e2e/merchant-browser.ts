import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Frame, FrameLocator, Locator, Page } from "playwright-core";
import type { DevStore } from "../dev-store/dev-store.types.ts";
import { storeName } from "../dev-store/frame/load-url.ts";
import { BROWSER_USER_AGENT } from "./browser.ts";

/** A merchant's window in the admin, with the app in it. */
export interface MerchantWindow {
  page: Page;
  /** The inside of the app's frame, whichever document is in it. */
  app: FrameLocator;
  /** What went wrong since it was opened: errors in the console, failed requests, answers of 400 and above. */
  complaints: string[];
  /** Loads a page of the app and waits for its title. */
  open(path: string, title: string): Promise<void>;
  /** Chooses a page in the app's menu, as a merchant gets around. */
  choose(title: string): Promise<void>;
  /** Waits for a page's title. */
  shows(title: string | RegExp): Promise<void>;
  /** The card under a heading. */
  card(heading: string): Locator;
  /** The app's frame as it is now. */
  frame(): Frame;
  close(): Promise<void>;
}

/** True once the page answers to clicks: what the server sent stands there before its script runs. */
const IS_ALIVE = "Object.keys(document.querySelector('main') ?? {}).some((key) => key.startsWith('__reactFiber'))";
const NEXT_PAINT = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

/** Opens a window on a shop of the dev store, which is the first one if none is named. */
export async function openWindow(
  browser: Browser,
  store: DevStore,
  size: { width: number; height: number },
  domain?: string,
): Promise<MerchantWindow> {
  const context = await browser.newContext({ userAgent: BROWSER_USER_AGENT, viewport: size, acceptDownloads: true });
  const page = await context.newPage();
  const complaints = listen(page);
  const app = page.frameLocator("#frame");
  const base = `${store.adminUrl}store/${storeName(store.shop(domain).facts.domain)}/apps/${store.app.handle}`;
  const shows = async (title: string | RegExp) => {
    await app.getByRole("heading", { level: 1, name: title }).waitFor();
    await frame().waitForFunction(IS_ALIVE);
  };
  const frame = () => {
    const found = page.frame({ name: "app-iframe" });
    if (found === null) throw new Error("The admin shows no app.");
    return found;
  };
  return {
    page,
    app,
    complaints,
    frame,
    shows,
    open: async (path, title) => {
      await page.goto(base + path);
      await shows(title);
    },
    choose: async (title) => {
      const menu = page.getByRole("navigation", { name: "Admin" });
      if (!(await menu.isVisible())) await page.getByRole("button", { name: "Menu" }).click();
      await menu.getByRole("link", { name: title, exact: true }).click();
      await shows(title);
    },
    card: (heading) => {
      const named = frame().getByRole("heading", { name: heading, exact: true });
      return frame().locator(".Polaris-ShadowBevel").filter({ has: named });
    },
    close: () => context.close(),
  };
}

/** Collects what a developer would see in red. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left gives up what it was asking for.
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED")
      complaints.push(`request: ${request.method()} ${withoutSecrets(request.url())} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`answer: ${response.status()} ${withoutSecrets(response.url())}`);
  });
  return complaints;
}

const withoutSecrets = (url: string) => url.split("?")[0] ?? url;

/** Violations of WCAG 2 A and AA in the app's document, one line each. The admin around it is not the app's. */
export async function accessibilityViolations(window: MerchantWindow): Promise<string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
  await window.frame().evaluate(axe.source);
  const { violations } = await window
    .frame()
    .evaluate<AxeResults>(`axe.run(document, ${JSON.stringify({ runOnly: tags, resultTypes: ["violations"] })})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

/** By how many pixels the app's page, or the admin around it, can be scrolled sideways. */
export async function sidewaysScroll(window: MerchantWindow): Promise<number> {
  const script = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
  const overflows = await Promise.all([window.frame(), window.page].map((where) => where.evaluate<number>(script)));
  return Math.max(...overflows);
}

/**
 * Takes a picture of the whole page as it is, into the folder that SCREENSHOTS names, for people to look at. The window grows for
 * it as tall as the page and shrinks again.
 */
export async function takePicture(window: MerchantWindow, name: string): Promise<void> {
  const folder = process.env["SCREENSHOTS"];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const size = window.page.viewportSize()!;
  const overhang = await window.frame().evaluate<number>("document.documentElement.scrollHeight - innerHeight");
  await window.page.setViewportSize({ width: size.width, height: Math.min(12_000, size.height + overhang) });
  await window.frame().evaluate(NEXT_PAINT);
  await window.page.screenshot({ path: join(folder, `${name}-${size.width}.png`), animations: "disabled" });
  await window.page.setViewportSize(size);
}
