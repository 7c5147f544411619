import { question } from "./question.js";

/** The bar that says there are unsaved changes. Its buttons press those of the app. */
export function saveBar(bar, onPress) {
  const save = bar.querySelector("[data-save]");
  const discard = bar.querySelector("[data-discard]");
  let state = { showing: false, buttons: [], confirmDiscard: false };

  const primary = () => state.buttons.find((button) => button.variant === "primary");
  const secondary = () => state.buttons.find((button) => button.variant !== "primary");

  save.addEventListener("click", () => primary() && onPress(primary().id));
  discard.addEventListener("click", async () => {
    if (state.confirmDiscard && !(await question("Discard all unsaved changes?", "Discard changes"))) return;
    if (secondary()) onPress(secondary().id);
  });

  function show(next) {
    state = next;
    bar.hidden = !state.showing;
    save.textContent = primary()?.label || "Save";
    save.disabled = primary()?.disabled ?? true;
    discard.textContent = secondary()?.label || "Discard";
    discard.disabled = secondary()?.disabled ?? true;
  }

  return {
    show,
    clear: () => show({ showing: false, buttons: [], confirmDiscard: false }),
    /** False while there are unsaved changes; the bar then draws attention to itself. */
    mayLeave() {
      if (!state.showing) return true;
      bar.classList.remove("shake");
      requestAnimationFrame(() => bar.classList.add("shake"));
      return false;
    },
    /** Resolves when leaving is all right; stays open when the person wants to stay. */
    async confirmLeave() {
      if (!state.showing) return;
      if (!(await question("Leave page with unsaved changes?", "Leave page"))) await new Promise(() => {});
    },
  };
}
