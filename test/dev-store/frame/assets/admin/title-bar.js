/** The bar above the frame: the app's name, the page's title and its buttons. */
export function titleBar(bar, onPress) {
  const pageName = bar.querySelector(".page-name");
  const actions = bar.querySelector(".actions");

  function show(title, buttons) {
    pageName.textContent = title;
    actions.replaceChildren(
      ...buttons.map((facts) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = facts.label;
        button.disabled = facts.disabled;
        button.classList.toggle("primary", facts.variant === "primary");
        button.classList.toggle("critical", facts.critical);
        button.addEventListener("click", () => onPress(facts.id));
        return button;
      }),
    );
  }

  return { show, clear: () => show("", []) };
}
