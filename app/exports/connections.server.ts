import { connectDestination, disconnectDestination } from "../store/export-destinations.server.ts";
import { klaviyo } from "./klaviyo/klaviyo-client.server.ts";

/** Why a key was not kept. */
export type ConnectRefusal = "keyMissing" | "keyRefused" | "toolUnavailable";

/** Klaviyo's private keys look like this; anything else is a slip of the hand and is not sent anywhere. */
const PRIVATE_KEY = /^pk_[A-Za-z0-9_-]{8,200}$/;

/** Tries a private key at Klaviyo and, if it works, keeps it sealed. */
export async function connectKlaviyo(
  shopId: bigint,
  apiKey: string,
  nowMs: number,
): Promise<{ ok: true; accountName: string } | { ok: false; reason: ConnectRefusal }> {
  const key = apiKey.trim();
  if (key === "") return { ok: false, reason: "keyMissing" };
  if (!PRIVATE_KEY.test(key)) return { ok: false, reason: "keyRefused" };
  const account = await klaviyo(key).account();
  if (!account.ok) {
    return { ok: false, reason: account.reason === "toolUnavailable" ? "toolUnavailable" : "keyRefused" };
  }
  await connectDestination(shopId, "klaviyo", account.value, key, nowMs);
  return { ok: true, accountName: account.value.name };
}

/** Forgets Klaviyo and its key; lists stay where they are. */
export async function disconnectKlaviyo(shopId: bigint): Promise<void> {
  await disconnectDestination(shopId, "klaviyo");
}
