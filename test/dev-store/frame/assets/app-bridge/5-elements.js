// The elements show nothing in the frame: the admin shows what they say. A constructed style sheet leaves the document's
// nodes alone, which React compares with its own while it hydrates.
const hiding = new CSSStyleSheet();
hiding.replaceSync("ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal, s-app-window { display: none; }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, hiding];

listeners.set("press", ({ button }) => pressable.get(button)?.click());

/** An element as the admin shows it: label, emphasis, and an id to press it by. */
function buttonFacts(element) {
  if (!buttonIds.has(element)) buttonIds.set(element, crypto.randomUUID());
  const id = buttonIds.get(element);
  pressable.set(id, element);
  return {
    id,
    label: element.getAttribute("aria-label") ?? element.textContent.trim(),
    variant: element.getAttribute("variant") ?? "secondary",
    critical: element.getAttribute("tone") === "critical",
    disabled: element.hasAttribute("disabled"),
  };
}

/** An element that tells the admin about its content whenever that changes. */
class ReportingElement extends HTMLElement {
  #observer = new MutationObserver(() => this.report());

  connectedCallback() {
    const what = { childList: true, subtree: true, characterData: true, attributes: true };
    this.#observer.observe(this, { ...what, attributeFilter: ["title", "href", "disabled", "variant", "tone", "rel"] });
    this.report();
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.withdraw();
  }

  report() {}
  withdraw() {}
}

class NavMenu extends ReportingElement {
  report() {
    const links = [...this.querySelectorAll("a[href], s-link[href]")];
    const items = links
      .filter((link) => link.getAttribute("rel") !== "home")
      .map((link) => ({ label: link.textContent.trim(), address: link.getAttribute("href") }));
    tell("menu", { items, home: links.find((link) => link.getAttribute("rel") === "home")?.getAttribute("href") });
  }
}

class TitleBar extends ReportingElement {
  report() {
    if (this.closest("ui-modal")) return;
    const buttons = [...this.querySelectorAll("button, a[href]")].map(buttonFacts);
    tell("title", { title: this.getAttribute("title") ?? "", buttons });
  }

  withdraw() {
    if (!this.closest("ui-modal")) tell("title", { title: "", buttons: [] });
  }
}

class SaveBar extends ReportingElement {
  showing = false;

  get discardConfirmation() {
    return this.hasAttribute("discardConfirmation");
  }

  set discardConfirmation(value) {
    this.toggleAttribute("discardConfirmation", Boolean(value));
  }

  #set(showing) {
    if (this.showing === showing) return Promise.resolve();
    this.showing = showing;
    this.report();
    this.dispatchEvent(new Event(showing ? "show" : "hide"));
    return Promise.resolve();
  }

  show() {
    return this.#set(true);
  }

  hide() {
    return this.#set(false);
  }

  toggle() {
    return this.#set(!this.showing);
  }

  report() {
    const buttons = [...this.querySelectorAll("button")].map(buttonFacts);
    tell("save-bar", { showing: this.showing, buttons, confirmDiscard: this.discardConfirmation });
  }

  withdraw() {
    this.showing = false;
    tell("save-bar", { showing: false, buttons: [], confirmDiscard: false });
  }
}
