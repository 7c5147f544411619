// The files of this folder are served as one script, in the order of their names, inside one function.

/**
 * What outlives the page: `document.open` on the bounce page runs this script again in the same window, while the custom
 * elements stay those of the first run.
 */
const kept = (window.__devStoreBridge ??= {
  /** What the browser offers before App Bridge wraps it. */
  browser: {
    fetch: window.fetch.bind(window),
    open: window.open.bind(window),
    pushState: history.pushState.bind(history),
    replaceState: history.replaceState.bind(history),
  },
  /** Answers that the admin still owes: id → function that takes the message. */
  awaited: new Map(),
  /** What the admin may send without being asked: type → function. */
  listeners: new Map(),
  /** Buttons that the admin may press for the person: id → element in the frame, and back. */
  pressable: new Map(),
  buttonIds: new WeakMap(),
});
const { browser, awaited, listeners, pressable, buttonIds } = kept;

const script = document.currentScript;
const adminOrigin = new URL(script.src).origin;
const query = new URLSearchParams(location.search);

/** Parameters that the admin adds to a page; they are no part of the app's own address. */
const FRAME_PARAMETERS = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"];

/** A page reached without the admin's parameters (a link inside the app) remembers those of the page before. */
function remembered(name) {
  const key = `dev-store.${name}`;
  const value = query.get(name);
  try {
    if (value !== null) sessionStorage.setItem(key, value);
    return value ?? sessionStorage.getItem(key) ?? "";
  } catch {
    return value ?? "";
  }
}

const config = {
  apiKey: script.dataset.apiKey ?? document.querySelector('meta[name="shopify-api-key"]')?.content ?? "",
  shop: remembered("shop"),
  host: remembered("host"),
  locale: remembered("locale") || "en",
  appOrigins: [],
  disabledFeatures: [],
};

const framed = window.parent !== window;

/** Path, query and hash of the page as the app means them. */
function ownAddress() {
  const own = new URLSearchParams(location.search);
  for (const name of [...FRAME_PARAMETERS, "shopify-reload"]) own.delete(name);
  const text = own.toString();
  return location.pathname + (text === "" ? "" : `?${text}`) + location.hash;
}
