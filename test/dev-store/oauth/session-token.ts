import { randomUUID } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";

/** Shopify's session tokens live for one minute. */
const SESSION_TOKEN_SECONDS = 60;

export interface AppCredentials {
  clientId: string;
  clientSecret: string;
}

/** What a session token says: which app, which shop, which member of staff. */
export interface SessionTokenClaims {
  /** something.myshopify.com */
  shop: string;
  userId: string;
}

/** The client secret as the key of HS256, byte for byte as Shopify's library takes it. */
function keyOf(clientSecret: string): Uint8Array {
  return Buffer.from(clientSecret, "latin1");
}

/**
 * A session token (id token) as Shopify's admin hands it to an embedded app.
 *
 * @param nowMs Instant of issue; the token ends 60 seconds later.
 * @param sessionId The admin session, the same for one open admin page.
 */
export function mintSessionToken(
  app: AppCredentials,
  claims: SessionTokenClaims,
  nowMs: number,
  sessionId: string = randomUUID(),
): Promise<string> {
  const now = Math.floor(nowMs / 1000);
  return new SignJWT({ dest: `https://${claims.shop}`, sid: sessionId })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(`https://${claims.shop}/admin`)
    .setAudience(app.clientId)
    .setSubject(claims.userId)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + SESSION_TOKEN_SECONDS)
    .setJti(randomUUID())
    .sign(keyOf(app.clientSecret));
}

/** Reads a session token; null when it is forged, expired, of another app, or names no shop. */
export async function readSessionToken(
  app: AppCredentials,
  token: string,
  nowMs: number,
): Promise<SessionTokenClaims | null> {
  try {
    const { payload } = await jwtVerify(token, keyOf(app.clientSecret), {
      algorithms: ["HS256"],
      audience: app.clientId,
      currentDate: new Date(nowMs),
      requiredClaims: ["exp", "nbf", "iss", "dest", "sub"],
    });
    const shop = typeof payload.dest === "string" ? payload.dest.replace(/^https:\/\//, "") : "";
    if (shop === "" || payload.iss !== `https://${shop}/admin`) return null;
    return { shop, userId: payload.sub ?? "" };
  } catch {
    return null;
  }
}
