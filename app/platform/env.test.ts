import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ENV_NAMES, parseEnv } from "./env.server.ts";

const complete = {
  SHOPIFY_API_KEY: "client-id",
  SHOPIFY_API_SECRET: "client-secret",
  SHOPIFY_APP_URL: "https://comeback.example.com",
  ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"),
};

test(".env.example lists every variable, and no other", () => {
  const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const listed = [...text.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map((match) => match[1]!);
  expect([...listed].sort()).toEqual([...ENV_NAMES].sort());
});

test("a complete environment is parsed, with production as the default", () => {
  expect(parseEnv(complete)).toMatchObject({ NODE_ENV: "production", PORT: 3000, DATABASE_POOL_SIZE: 10 });
  expect(parseEnv({ ...complete, PORT: "0", DATABASE_URL: "" })).toMatchObject({ PORT: 0 });
  expect(parseEnv({ ...complete, DATABASE_URL: "" }).DATABASE_URL).toBeUndefined();
});

test("every wrong or missing variable is named at once, with what to do", () => {
  const { SHOPIFY_API_KEY: _, ...without } = complete;
  const attempt = () => parseEnv({ ...without, ENCRYPTION_KEY: "short", DATABASE_URL: "mysql://x", PORT: "seventy" });
  expect(attempt).toThrow(/^SHOPIFY_API_KEY is missing|\n {2}SHOPIFY_API_KEY is missing/);
  expect(attempt).toThrow(/ENCRYPTION_KEY must be 32 bytes in base64/);
  expect(attempt).toThrow(/DATABASE_URL must begin with postgres/);
  expect(attempt).toThrow(/PORT /);
});
