/** Asks the person; resolves to true for yes. */
export function question(text, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "question";
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const row = document.createElement("div");
  row.className = "row";
  const button = (label, value, className) => {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = label;
    element.className = className;
    element.addEventListener("click", () => dialog.close(value));
    return element;
  };
  row.append(button("Cancel", "no", ""), button(yes, "yes", "primary"));
  dialog.append(sentence, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
