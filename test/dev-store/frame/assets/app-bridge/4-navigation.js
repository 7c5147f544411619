/** Opens an address in place of the whole admin page. */
function leaveTo(address) {
  tell("leave", { address: new URL(address, location.href).href });
}

/** Pages of the admin are named by shopify://admin/… or by their address; only the admin can open them. */
function isAdminAddress(address) {
  return /^shopify:\/*admin\//i.test(address) || /^https:\/\/admin\.shopify\.com\//i.test(address);
}

window.open = function open(address, target, features) {
  const text = String(address ?? "");
  if (framed && (isAdminAddress(text) || (text !== "" && (target === "_top" || target === "_parent")))) {
    leaveTo(text);
    return null;
  }
  return browser.open(address, target, features);
};

function reportAddress() {
  tell("address", { address: ownAddress() });
}

history.pushState = (...change) => {
  browser.pushState(...change);
  reportAddress();
};
history.replaceState = (...change) => {
  browser.replaceState(...change);
  reportAddress();
};
window.addEventListener("popstate", reportAddress);
window.addEventListener("hashchange", reportAddress);

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const address = link?.getAttribute("href") ?? "";
  if (!framed || link === null || event.defaultPrevented) return;
  if (isAdminAddress(address) || link.target === "_top" || link.target === "_parent") {
    event.preventDefault();
    leaveTo(address);
  }
});

// A click in the admin's menu: AppProvider hears the event on the link and lets the router go there.
listeners.set("navigate", ({ address }) => {
  const links = [...document.querySelectorAll("ui-nav-menu a[href], s-app-nav a[href], s-app-nav s-link[href]")];
  const link = links.find((candidate) => candidate.getAttribute("href") === address);
  if (link) link.dispatchEvent(new CustomEvent("shopify:navigate", { bubbles: true, cancelable: true }));
  else location.assign(address);
});
