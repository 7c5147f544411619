/** Short messages at the bottom of the app's frame. `onEvent` hears "action" and "dismiss". */
export function toasts(list, onEvent) {
  const shown = new Map();

  function hide(id) {
    const entry = shown.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.element.remove();
    shown.delete(id);
    onEvent(id, "dismiss");
  }

  function button(label, onPress) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = label;
    element.addEventListener("click", onPress);
    return element;
  }

  return {
    hide,
    show({ toast, message, duration, isError, action }) {
      const element = document.createElement("div");
      element.classList.toggle("error", isError);
      const text = document.createElement("span");
      text.textContent = message;
      element.append(text);
      if (action) element.append(button(action, () => onEvent(toast, "action")));
      const close = button("✕", () => hide(toast));
      close.setAttribute("aria-label", "Dismiss");
      element.append(close);
      list.append(element);
      shown.set(toast, { element, timer: setTimeout(() => hide(toast), duration) });
    },
  };
}
