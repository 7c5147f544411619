import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { env } from "../platform/env.server.ts";

/** How sealed texts begin: the method, so that a later one can be told apart. */
const PREFIX = "aes256gcm:";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a secret for the database with ENCRYPTION_KEY (AES-256-GCM, a fresh nonce each time). `purpose` is bound into the
 * seal: a text sealed for one row cannot be moved to another.
 */
export function seal(text: string, purpose: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", encryptionKey(), nonce).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** Opens a sealed secret. Throws when it was altered, sealed for another purpose or with another key. */
export function unseal(sealed: string, purpose: string): string {
  if (!sealed.startsWith(PREFIX)) throw new Error("Not a sealed text");
  const bytes = Buffer.from(sealed.slice(PREFIX.length), "base64");
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("A sealed text is too short");
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", encryptionKey(), nonce).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
}

function encryptionKey(): Buffer {
  return Buffer.from(env().ENCRYPTION_KEY, "base64");
}
