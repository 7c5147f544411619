import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { STORE_STAGES, type StoreStage } from "../generator/store-plan.ts";

const DEFAULT_PORT = 3456;

export interface DemoOptions {
  /** Of the admin page; 0 takes any free one. */
  port: number;
  /** An order file to open instead of a generated store. */
  data: string | null;
  lines: string | null;
  zone: string | null;
  /** Of the order file's amounts; in a file with several, the one whose orders are loaded. */
  currency: string | null;
  stage: StoreStage | null;
  open: boolean;
  /** Development only: forget the store and the app's data of earlier runs. */
  reset: boolean;
}

/** Wrong options; the message is one sentence that says what to do. */
export class OptionError extends Error {
  override name = "OptionError";
}

/**
 * Reads the options of `npm run demo` and `npm run dev`. Relative paths count from where the person stands (`from`), or from
 * the project's folder if there is no such file. Throws OptionError.
 */
export function demoOptions(
  args: readonly string[],
  places: { from: string; project: string; kind: "demo" | "dev" },
): DemoOptions {
  const values = parsed(args);
  if (values.data === undefined && values.lines !== undefined) {
    throw new OptionError("--lines needs --data: it names the lines of the orders in that file.");
  }
  if (values.data === undefined && values.currency !== undefined) {
    throw new OptionError("--currency needs --data: it names the currency of the amounts in that file.");
  }
  if (values.data !== undefined && values.store !== undefined) {
    throw new OptionError("Use either --data FILE or --store STAGE, not both.");
  }
  if (values.reset === true && places.kind === "demo") {
    throw new OptionError("--reset is for npm run dev: a demo keeps nothing.");
  }
  const file = (option: "data" | "lines") => {
    const path = values[option];
    if (path === undefined) return null;
    const found = [places.from, places.project].map((base) => resolve(base, path)).find((place) => existsSync(place));
    if (found === undefined) throw new OptionError(`--${option}: there is no file ${path}.`);
    return found;
  };
  return {
    port: portOf(values.port),
    data: file("data"),
    lines: file("lines"),
    zone: zoneOf(values.zone),
    currency: values.currency ?? null,
    stage: stageOf(values.store),
    open: values["no-open"] !== true,
    reset: values.reset === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        data: { type: "string" },
        lines: { type: "string" },
        zone: { type: "string" },
        currency: { type: "string" },
        store: { type: "string" },
        "no-open": { type: "boolean" },
        reset: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    const [sentence = "The options are wrong."] = error instanceof Error ? error.message.split(/(?<=\.) |\n/) : [];
    throw new OptionError(
      `${sentence.replace(/\.?$/, ".")} Options: --port P, --data FILE, --lines FILE, --zone Z, --currency CODE, --store STAGE, --no-open.`,
    );
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65_535)) throw new OptionError(`--port takes a number between 0 and 65535, not “${text}”.`);
  return port;
}

function zoneOf(zone: string | undefined): string | null {
  if (zone === undefined) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    throw new OptionError(`--zone takes a time zone such as Europe/Berlin, not “${zone}”.`);
  }
}

function stageOf(stage: string | undefined): StoreStage | null {
  if (stage === undefined) return null;
  const known = STORE_STAGES.find((name) => name === stage);
  if (known === undefined) throw new OptionError(`--store takes one of ${STORE_STAGES.join(", ")}, not “${stage}”.`);
  return known;
}
