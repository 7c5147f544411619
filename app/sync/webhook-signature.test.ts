import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { isSignedByShopify } from "./webhook-signature.server.ts";

const body = Buffer.from('{"id":1}');
const signed = (secret: string) => createHmac("sha256", secret).update(body).digest("base64");

it("takes the signature of the body under the secret, as Shopify writes it, and nothing else", () => {
  const right = signed("secret");
  expect(isSignedByShopify(body, right, "secret")).toBe(true);
  const wrong = ["", "%%%", "é".repeat(44), signed("other"), `${right}AAAA`, right.replace("=", ""), ` ${right}`];
  for (const signature of wrong) expect(isSignedByShopify(body, signature, "secret"), signature).toBe(false);
  expect(isSignedByShopify(Buffer.from('{"id":2}'), right, "secret")).toBe(false);
});
