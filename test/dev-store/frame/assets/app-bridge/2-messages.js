/** Tells the admin something; the message goes to the admin's origin alone. */
function tell(type, content = {}) {
  if (framed) window.parent.postMessage({ devStore: true, type, ...content }, adminOrigin);
}

/** Asks the admin and waits for its answer. */
function ask(type, content = {}) {
  if (!framed) return Promise.reject(new Error("The page is not inside the admin."));
  return new Promise((resolve, reject) => {
    const id = crypto.randomUUID();
    awaited.set(id, (message) => {
      awaited.delete(id);
      if (message.error) reject(new Error(message.error));
      else resolve(message.value);
    });
    tell(type, { id, ...content });
  });
}

window.addEventListener("message", ({ origin, source, data }) => {
  if (origin !== adminOrigin || source !== window.parent || data?.devStore !== true) return;
  if (data.type === "answer") awaited.get(data.id)?.(data);
  else listeners.get(data.type)?.(data);
});
