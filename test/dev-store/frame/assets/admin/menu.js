const ADMIN_PAGES = [
  ["Home", "/"],
  ["Orders", "/orders"],
  ["Products", "/products"],
  ["Customers", "/customers"],
];

/** The admin's left navigation: a few pages of the admin, then the app with the menu that it announces. */
export function appMenu(nav, { onAppPage, onAdminPage }) {
  const appLink = nav.querySelector("[data-app]");
  const list = nav.querySelector(".sub");
  let home = "/";
  /** True while the page in the frame has announced its menu and so can follow a click by itself. */
  let live = false;

  function link(label, onPress) {
    const element = document.createElement("a");
    element.href = "#";
    element.textContent = label;
    element.addEventListener("click", (event) => {
      event.preventDefault();
      onPress();
    });
    return element;
  }

  nav
    .querySelector("[data-admin-pages]")
    .append(...ADMIN_PAGES.map(([label, path]) => link(label, () => onAdminPage(path))));
  appLink.addEventListener("click", (event) => {
    event.preventDefault();
    onAppPage(home, live);
  });

  const pathOf = (address) => address.split(/[?#]/)[0].replace(/\/$/, "");
  let here = null;

  function mark(appPath) {
    here = appPath;
    const links = [...list.querySelectorAll("a")];
    for (const element of links) {
      if (here !== null && pathOf(element.dataset.address) === pathOf(here))
        element.setAttribute("aria-current", "page");
      else element.removeAttribute("aria-current");
    }
    const marked = links.some((element) => element.hasAttribute("aria-current"));
    if (here !== null && !marked) appLink.setAttribute("aria-current", "page");
    else appLink.removeAttribute("aria-current");
  }

  return {
    mark,
    /** The menu stays visible while another page loads, but its links load pages anew. */
    forget: () => (live = false),
    show(items, homeAddress) {
      live = true;
      if (homeAddress) home = homeAddress;
      list.replaceChildren(
        ...items.map(({ label, address }) => {
          const element = link(label, () => onAppPage(address, live));
          element.dataset.address = address;
          return element;
        }),
      );
      mark(here);
    },
  };
}
