import { expect, test } from "vitest";
import { createLogger } from "./logger.server.ts";

test("secrets and personal data never reach a log line, at any depth", () => {
  const lines: string[] = [];
  const log = createLogger("info", (line) => lines.push(line));
  const secrets = { accessToken: "shpat_1", email: "a@example.com", phone: "123", apiKey: "pk_1" };
  log.info({ ...secrets, shop: secrets, request: { headers: { authorization: "Bearer 1" } } }, "hello");
  const error = Object.assign(new Error("cannot reach postgres://comeback:hunter2@db:5432/x"), {
    code: "ECONNREFUSED",
    detail: "Key (email)=(a@example.com) already exists.",
  });
  log.error({ err: error }, "failed");
  expect(lines).toHaveLength(2);
  expect(lines.join("")).not.toMatch(/shpat_1|example\.com|123"|pk_1|Bearer|hunter2/);
  expect(JSON.parse(lines[1]!)).toMatchObject({ msg: "failed", err: { code: "ECONNREFUSED" } });
});
