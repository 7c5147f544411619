/** A token is used again while it has this long to live. */
const SPARE_MS = 5000;
let token = { text: "", endsAtMs: 0 };

/** Instant at which a session token ends, in milliseconds. */
function endOf(jwt) {
  const payload = jwt.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(atob(payload)).exp * 1000;
}

/** A session token of the admin; a new one if `fresh`, or if the last is about to end. */
async function sessionToken(fresh = false) {
  if (fresh || token.endsAtMs - Date.now() < SPARE_MS) {
    const text = await ask("session-token");
    token = { text, endsAtMs: endOf(text) };
  }
  return token.text;
}

function withHeaders(request, headers) {
  const copy = new Request(request);
  for (const [name, value] of Object.entries(headers)) copy.headers.set(name, value);
  return copy;
}

/** `fetch` as App Bridge wraps it: requests to the app carry a session token, and its control headers are obeyed. */
async function bridgeFetch(input, init) {
  const address = new URL(input instanceof Request ? input.url : input, location.href);
  if (address.protocol === "shopify:") throw new TypeError("The app has not asked for Direct API access.");
  if (address.origin !== location.origin || !framed) return browser.fetch(input, init);

  const request = new Request(input, init);
  if (request.headers.has("Authorization")) return browser.fetch(request);
  const language = { "Accept-Language": config.locale };
  const again = request.clone();
  let response = await browser.fetch(
    withHeaders(request, { ...language, Authorization: `Bearer ${await sessionToken()}` }),
  );
  if (response.headers.has("X-Shopify-Retry-Invalid-Session-Request")) {
    response = await browser.fetch(
      withHeaders(again, { ...language, Authorization: `Bearer ${await sessionToken(true)}` }),
    );
  }
  const elsewhere = response.headers.get("X-Shopify-API-Request-Failure-Reauthorize-Url");
  if (elsewhere) leaveTo(elsewhere);
  return response;
}

window.fetch = bridgeFetch;
