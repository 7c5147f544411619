/** The bounce page asks for a page again, this time with a session token, and becomes that page. */
async function becomePage(address) {
  const response = await window.fetch(address, { headers: { "X-Shopify-Bounce": "1" } });
  const html = await response.text();
  browser.replaceState(null, "", response.url);
  document.open();
  document.write(html);
  document.close();
}

const reload = query.get("shopify-reload");
if (!framed) {
  // An embedded app that is opened by itself goes to its place in the admin.
  const store = config.shop.replace(/\.myshopify\.com$/, "");
  if (store !== "" && reload === null)
    location.replace(`${adminOrigin}/store/${store}/apps/${config.apiKey}${ownAddress()}`);
} else if (reload !== null && new URL(reload, location.href).origin === location.origin) {
  void becomePage(reload);
} else {
  reportAddress();
}
