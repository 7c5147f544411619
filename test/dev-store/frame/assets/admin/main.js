import { appMenu } from "./menu.js";
import { openPanel } from "./panel.js";
import { frameMessages } from "./messages.js";
import { saveBar } from "./save-bar.js";
import { toasts } from "./toasts.js";
import { titleBar } from "./title-bar.js";

/** What the server says of this dev store: shops, the app, where the app is. */
const store = JSON.parse(document.getElementById("dev-store").textContent);
const byId = (id) => document.getElementById(id);

// An address of the admin that was opened inside the frame belongs to the whole window.
if (window.top !== window) window.top.location.replace(location.href);

/** The shop and the page that an address of this admin means; the app's own pages follow /apps/{handle}. */
function placeOf(path) {
  const [, name, rest = ""] = /^\/store\/([^/?#]+)(.*)$/.exec(path) ?? [];
  const shop = store.shops.find((candidate) => candidate.name === name) ?? store.shops[0];
  const inApp = /^\/apps\/([^/?#]+)(.*)$/.exec(rest);
  if (name === undefined) return { shop, appPath: "/" };
  if (inApp && [store.app.handle, store.app.clientId].includes(inApp[1])) return { shop, appPath: inApp[2] || "/" };
  return { shop, appPath: null, adminPath: rest };
}

let place = placeOf(location.pathname + location.search + location.hash);
const outerPath = (appPath) => `/store/${place.shop.name}/apps/${store.app.handle}${appPath}`;

/** Asks the dev store for JSON; an error of its own words becomes an Error with them. */
export async function askStore(path, body) {
  const init = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(path, init || undefined);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `The dev store answered ${response.status}.`);
  return answer;
}

const shopQuery = () => `shop=${encodeURIComponent(place.shop.domain)}`;

function notice(heading, text, button) {
  byId("frame").hidden = true;
  byId("notice").hidden = false;
  byId("notice-heading").textContent = heading;
  byId("notice-text").textContent = text;
  byId("notice-button").textContent = button.label;
  byId("notice-button").onclick = button.onPress;
}

/** Loads a page of the app into the frame, as the real admin does: a fresh signed address in a fresh iframe. */
async function load(appPath) {
  byId("notice").hidden = true;
  messages.reset();
  menu.forget();
  title.clear();
  bar.clear();
  const query = `${shopQuery()}&path=${encodeURIComponent(appPath)}`;
  const { installed, address } = await askStore(`/frame/load?${query}`);
  if (!installed) {
    return notice(`${store.app.name} is not installed`, `${place.shop.title} does not have the app now.`, {
      label: `Install ${store.app.name}`,
      onPress: () => void askStore(`/dev/actions/reinstall?${shopQuery()}`, {}).then(() => load("/")),
    });
  }
  const frame = byId("frame").cloneNode();
  frame.hidden = false;
  frame.src = address;
  byId("frame").replaceWith(frame);
}

/** Shows the page that the address bar names. */
function show() {
  place = placeOf(location.pathname + location.search + location.hash);
  byId("shops").value = place.shop.domain;
  byId("shop-name").textContent = store.shops.length === 1 ? place.shop.title : "";
  document.title = `${store.app.name} · ${place.shop.title}`;
  menu.mark(place.appPath);
  if (place.appPath !== null) return void load(place.appPath);
  notice("Not part of the dev store", `This would be ${place.adminPath || "the home page"} of the Shopify admin.`, {
    label: `Go to ${store.app.name}`,
    onPress: () => go(outerPath("/")),
  });
}

function go(path) {
  history.pushState(null, "", path);
  show();
}

/** Leads the window to an address that the app wants to open outside its frame. */
function leave(address) {
  const adminPath = /^shopify:\/*admin(\/.*)$/i.exec(address)?.[1];
  if (adminPath) return go(`/store/${place.shop.name}${adminPath}`);
  const url = new URL(address);
  if (url.hostname === "admin.shopify.com") return go(url.pathname + url.search + url.hash);
  if (url.origin === location.origin) return go(url.pathname + url.search + url.hash);
  if (["http:", "https:"].includes(url.protocol)) location.assign(url.href);
}

const bar = saveBar(byId("save-bar"), (button) => messages.send("press", { button }));
const title = titleBar(byId("title"), (button) => messages.send("press", { button }));
const menu = appMenu(byId("nav"), {
  onAppPage: (address, isLive) => {
    if (!bar.mayLeave()) return;
    byId("nav").classList.remove("open");
    if (isLive && place.appPath !== null) messages.send("navigate", { address });
    else go(outerPath(address));
  },
  onAdminPage: (path) => bar.mayLeave() && go(`/store/${place.shop.name}${path}`),
});
const toastList = toasts(byId("toasts"), (toast, event) => messages.send("toast", { toast, event }));

const messages = frameMessages(() => byId("frame"), store.appOrigin, {
  "session-token": async () => (await askStore(`/dev/session-token?${shopQuery()}`)).token,
  scopes: async () => askStore(`/frame/scopes?${shopQuery()}`),
  "leave-confirmation": () => bar.confirmLeave(),
  address: ({ address }) => {
    place.appPath = address;
    // The frame's own history entry is part of the window's history: the outer address only follows it.
    history.replaceState(null, "", outerPath(address));
    menu.mark(address);
  },
  leave: ({ address }) => leave(address),
  menu: ({ items, home }) => menu.show(items, home),
  title: ({ title: text, buttons }) => title.show(text, buttons),
  "save-bar": (state) => bar.show(state),
  loading: ({ on }) => (byId("loading").hidden = !on),
  "toast-show": (toast) => toastList.show(toast),
  "toast-hide": ({ toast }) => toastList.hide(toast),
});

for (const shop of store.shops) byId("shops").append(new Option(shop.title, shop.domain));
byId("shops").hidden = store.shops.length === 1;
byId("shops").onchange = () => {
  const shop = store.shops.find((candidate) => candidate.domain === byId("shops").value);
  go(`/store/${shop.name}/apps/${store.app.handle}/`);
};
byId("menu-button").onclick = () => byId("nav").classList.toggle("open");
openPanel(byId("panel"), byId("panel-button"), { askStore, shopQuery, onInstallationChange: () => load("/") });
window.addEventListener("popstate", () => {
  const next = placeOf(location.pathname + location.search + location.hash);
  if (next.appPath !== place.appPath || next.shop !== place.shop) show();
});
show();
