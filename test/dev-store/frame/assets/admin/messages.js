/**
 * Messages between the admin and the app's frame. Only the frame's own window and the app's origin are heard.
 *
 * @param {() => HTMLIFrameElement} frame
 * @param {string} appOrigin
 * @param {Record<string, (message: any) => unknown>} handlers A handler's value (or error) answers a message with an id.
 */
export function frameMessages(frame, appOrigin, handlers) {
  let page = 0;

  function send(type, content = {}) {
    frame().contentWindow?.postMessage({ devStore: true, type, ...content }, appOrigin);
  }

  window.addEventListener("message", async ({ origin, source, data }) => {
    if (origin !== appOrigin || source !== frame().contentWindow || data?.devStore !== true) return;
    const handle = handlers[data.type];
    if (!handle) return;
    const asked = page;
    const answer = await Promise.resolve()
      .then(() => handle(data))
      .then(
        (value) => ({ value }),
        (error) => ({ error: error.message }),
      );
    // An answer for a page that has gone would reach the wrong one.
    if (data.id && asked === page) send("answer", { id: data.id, ...answer });
  });

  return { send, reset: () => (page += 1) };
}
