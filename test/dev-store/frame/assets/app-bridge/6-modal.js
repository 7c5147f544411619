const modalSheet = new CSSStyleSheet();
modalSheet.replaceSync(`
  dialog.dev-store-modal { border: 0; border-radius: 12px; padding: 0; width: min(620px, calc(100vw - 24px)); color: #303030; }
  dialog.dev-store-modal[data-variant="small"] { width: min(380px, calc(100vw - 24px)); }
  dialog.dev-store-modal[data-variant="large"] { width: min(980px, calc(100vw - 24px)); }
  dialog.dev-store-modal[data-variant="max"] { width: calc(100vw - 24px); height: calc(100vh - 24px); }
  dialog.dev-store-modal::backdrop { background: rgb(0 0 0 / 50%); }
  dialog.dev-store-modal > header, dialog.dev-store-modal > footer { display: flex; gap: 8px; padding: 12px 16px; background: #f3f3f3; }
  dialog.dev-store-modal > header { justify-content: space-between; align-items: center; font-weight: 650; }
  dialog.dev-store-modal > footer { justify-content: flex-end; }
  dialog.dev-store-modal > footer:empty { display: none; }
  dialog.dev-store-modal button { font: inherit; border: 1px solid #8a8a8a; border-radius: 8px; padding: 6px 12px; background: #fff; color: inherit; }
  dialog.dev-store-modal button[data-variant="primary"] { background: #303030; color: #fff; }
  dialog.dev-store-modal iframe { border: 0; width: 100%; height: 60vh; }
`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, modalSheet];

/** A dialog of the app. The real admin lays it over the whole admin; here it covers the frame. */
class Modal extends HTMLElement {
  /** Where React renders the dialog's content. */
  content = document.createElement("div");
  #dialog = document.createElement("dialog");

  constructor() {
    super();
    this.#dialog.className = "dev-store-modal";
    this.#dialog.addEventListener("close", () => {
      this.#dialog.remove();
      this.dispatchEvent(new Event("hide"));
    });
  }

  get variant() {
    return this.getAttribute("variant") ?? "base";
  }

  get src() {
    return this.getAttribute("src") ?? undefined;
  }

  get contentWindow() {
    return this.#dialog.querySelector("iframe")?.contentWindow ?? null;
  }

  #body() {
    if (this.src === undefined) return this.content;
    const frame = document.createElement("iframe");
    frame.title = this.querySelector("ui-title-bar")?.getAttribute("title") ?? "Window";
    frame.src = this.src;
    return frame;
  }

  #button(original) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = original.textContent;
    button.dataset.variant = original.getAttribute("variant") ?? "";
    button.disabled = original.hasAttribute("disabled");
    button.addEventListener("click", () => original.click());
    return button;
  }

  show() {
    if (this.#dialog.open) return Promise.resolve();
    const title = document.createElement("span");
    title.textContent = this.querySelector("ui-title-bar")?.getAttribute("title") ?? "";
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "✕";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => this.#dialog.close());
    const header = document.createElement("header");
    header.append(title, close);
    const footer = document.createElement("footer");
    footer.append(...[...this.querySelectorAll("ui-title-bar button")].reverse().map((button) => this.#button(button)));
    this.#dialog.replaceChildren(header, this.#body(), footer);
    this.#dialog.setAttribute("aria-label", title.textContent);
    this.#dialog.dataset.variant = this.variant;
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.dispatchEvent(new Event("show"));
    return Promise.resolve();
  }

  hide() {
    if (this.#dialog.open) this.#dialog.close();
    return Promise.resolve();
  }

  toggle() {
    return this.#dialog.open ? this.hide() : this.show();
  }

  disconnectedCallback() {
    this.#dialog.remove();
  }
}

for (const [name, element] of [
  ["ui-nav-menu", NavMenu],
  ["s-app-nav", class extends NavMenu {}],
  ["ui-title-bar", TitleBar],
  ["ui-save-bar", SaveBar],
  ["ui-modal", Modal],
  ["s-app-window", class extends Modal {}],
]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
