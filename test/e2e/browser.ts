/**
 * A real Chromium for tests and screenshots: the one that ships inside an npm package on Linux, an installed Chrome
 * elsewhere (name it in CHROME_PATH).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sparticuz from "@sparticuz/chromium";
import { chromium, type Browser } from "playwright-core";

/** Headless browsers are turned away as bots by Shopify's library: pages carry the user agent of an ordinary Chrome. */
export const BROWSER_USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36";

/** Switches of the package that would make this browser unlike a merchant's, and flags of ours that keep it off the network. */
const UNWANTED = ["--disable-web-security", "--disable-site-isolation-trials", "--single-process", "--headless"];
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

/** Starts a browser; `stop` closes it and removes its folder. */
export async function startBrowser(): Promise<{ browser: Browser; stop: () => Promise<void> }> {
  // The package unpacks into TMPDIR and reuses any `chromium` that lies there, whatever its version: give it its own.
  const folder = mkdtempSync(join(tmpdir(), "comeback-browser-"));
  const outerTmp = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  try {
    const packaged = process.platform === "linux" && !process.env.CHROME_PATH;
    const executablePath = packaged ? await sparticuz.executablePath() : process.env.CHROME_PATH;
    const args = packaged ? sparticuz.args.filter((arg) => !UNWANTED.some((unwanted) => arg.startsWith(unwanted))) : [];
    const browser = await chromium.launch({
      ...(executablePath ? { executablePath } : { channel: "chrome" }),
      args: [...args, ...QUIET],
      headless: true,
    });
    return {
      browser,
      stop: async () => {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } finally {
    if (outerTmp === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outerTmp;
  }
}
