import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ASSETS = join(import.meta.dirname, "assets");

/** What the page's own scripts need to know; all of it may be seen by anyone who can open the page. */
export interface AdminPageFacts {
  shops: { domain: string; name: string; title: string }[];
  app: { name: string; handle: string; clientId: string };
  /** Origin of the proxy in front of the app. */
  appOrigin: string;
}

/** JSON that can stand inside a script element. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** The admin's only page. Read anew each time, so that a change to it shows on reload. */
export function adminPage(facts: AdminPageFacts): string {
  const html = readFileSync(join(ASSETS, "admin", "admin.html"), "utf8");
  return html
    .replaceAll("{{app}}", facts.app.name.replaceAll("&", "&amp;").replaceAll("<", "&lt;"))
    .replace("{{facts}}", () => scriptJson(facts));
}

/** The stand-in for App Bridge: the parts in the order of their names, as one script with a scope of its own. */
export function appBridgeScript(): string {
  const folder = join(ASSETS, "app-bridge");
  const parts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const text = parts.sort().map((name) => readFileSync(join(folder, name), "utf8"));
  return `(() => {\n"use strict";\n${text.join("\n")}\n})();\n`;
}

/** Folder of the admin page's scripts and styles. */
export const ADMIN_ASSETS = join(ASSETS, "admin");
