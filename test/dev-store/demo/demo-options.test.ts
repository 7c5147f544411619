import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isBuildStale } from "./app-build.ts";
import { demoOptions, OptionError } from "./demo-options.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "comeback-options-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("demo options", () => {
  const read = (...args: string[]) => demoOptions(args, { from: join(folder, "inner"), project: folder, kind: "demo" });

  it("has a default for everything", () => {
    expect(read()).toEqual({
      port: 3456,
      data: null,
      lines: null,
      zone: null,
      currency: null,
      stage: null,
      open: true,
      reset: false,
    });
  });

  it("finds files from where the person stands, then from the project", () => {
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "orders.csv"), "");
    expect(read("--data", "orders.csv", "--zone", "Asia/Tokyo", "--no-open", "--port", "0")).toMatchObject({
      data: join(folder, "orders.csv"),
      zone: "Asia/Tokyo",
      open: false,
      port: 0,
    });
    writeFileSync(join(folder, "inner", "orders.csv"), "");
    expect(read("--data", "orders.csv").data).toBe(join(folder, "inner", "orders.csv"));
  });

  it.each([
    [["--port", "70000"], /between 0 and 65535/],
    [["--port", "12x"], /between 0 and 65535/],
    [["--data", "absent.csv"], /no file absent\.csv/],
    [["--lines", "lines.csv"], /--lines needs --data/],
    [["--currency", "EUR"], /--currency needs --data/],
    [["--data", "x", "--store", "consistent"], /not both/],
    [["--store", "huge"], /one of just-started/],
    [["--zone", "Mars/Olympus"], /time zone/],
    [["--reset"], /npm run dev/],
    [["--colour"], /--colour.*Options:/],
    [["extra"], /extra/],
  ])("refuses %j in one sentence", (args, sentence) => {
    expect(() => read(...args)).toThrow(OptionError);
    expect(() => read(...args)).toThrow(sentence);
  });
});

describe("production bundle", () => {
  const atSecond = (path: string, second: number) => utimesSync(join(folder, path), second, second);

  beforeEach(() => {
    mkdirSync(join(folder, "app", "store", "generated"), { recursive: true });
    mkdirSync(join(folder, "build", "server"), { recursive: true });
    for (const file of ["app/root.tsx", "app/root.test.ts", "app/store/generated/client.ts", "build/server/index.js"]) {
      writeFileSync(join(folder, file), "");
    }
    for (const path of ["app", "app/store", "app/root.tsx", "app/store/generated", "app/root.test.ts"])
      atSecond(path, 100);
    atSecond("build/server/index.js", 200);
  });

  it("is stale when a source is newer, removed, or when it does not exist", () => {
    expect(isBuildStale(folder)).toBe(false);
    atSecond("app/root.tsx", 300);
    expect(isBuildStale(folder)).toBe(true);
    atSecond("app/root.tsx", 100);
    expect(isBuildStale(folder)).toBe(false);
    rmSync(join(folder, "app", "root.tsx"));
    expect(isBuildStale(folder)).toBe(true);
    rmSync(join(folder, "build"), { recursive: true });
    expect(isBuildStale(folder)).toBe(true);
  });

  it("is not made stale by tests and generated files", () => {
    atSecond("app/root.test.ts", 300);
    atSecond("app/store/generated/client.ts", 300);
    expect(isBuildStale(folder)).toBe(false);
  });
});
