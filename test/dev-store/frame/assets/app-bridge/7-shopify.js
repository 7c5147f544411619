const toastCallbacks = new Map();
listeners.set("toast", ({ toast, event }) => {
  const callbacks = toastCallbacks.get(toast);
  if (event === "action") callbacks?.onAction?.();
  else {
    toastCallbacks.delete(toast);
    callbacks?.onDismiss?.();
  }
});

/** show, hide and toggle of an element by its id. */
function elementApi(kind) {
  const call = (verb) => async (id) => {
    const element = document.getElementById(id);
    if (!element || typeof element[verb] !== "function") throw new Error(`There is no ${kind} with the id “${id}”.`);
    await element[verb]();
  };
  return { show: call("show"), hide: call("hide"), toggle: call("toggle") };
}

/** Part of the real App Bridge that the dev store does not play: using it is an error that says so. */
function notSimulated(name) {
  return () => {
    throw new Error(`shopify.${name} is not simulated by the dev store.`);
  };
}

window.shopify = {
  config,
  origin: adminOrigin,
  ready: Promise.resolve(),
  environment: { embedded: framed, mobile: matchMedia("(max-width: 767px)").matches, pos: false, intents: false },
  idToken: () => sessionToken(),
  loading: (on = true) => tell("loading", { on: Boolean(on) }),
  toast: {
    show(message, { duration = 5000, isError = false, action = "", onAction, onDismiss } = {}) {
      const toast = crypto.randomUUID();
      toastCallbacks.set(toast, { onAction, onDismiss });
      tell("toast-show", { toast, message: String(message), duration, isError, action });
      return toast;
    },
    hide: (toast) => tell("toast-hide", { toast }),
  },
  modal: elementApi("modal"),
  saveBar: { ...elementApi("save bar"), leaveConfirmation: () => ask("leave-confirmation") },
  scopes: {
    query: () => ask("scopes"),
    request: async (scopes) => {
      const { granted, optional } = await ask("scopes");
      const missing = scopes.filter((scope) => !granted.includes(scope));
      const unknown = missing.find((scope) => !optional.includes(scope));
      if (unknown) throw new Error(`The scope ${unknown} is not among the app's optional scopes.`);
      return { result: missing.length === 0 ? "granted-all" : "declined-all", detail: await ask("scopes") };
    },
    revoke: notSimulated("scopes.revoke"),
  },
  user: async () => ({ accountAccess: "Store owner" }),
  webVitals: { onReport: async () => {} },
  resourcePicker: notSimulated("resourcePicker"),
  picker: notSimulated("picker"),
  intents: { invoke: notSimulated("intents.invoke") },
  reviews: { request: async () => ({ success: false, code: "recently-installed", message: "Installed recently" }) },
  support: { registerHandler: async () => {} },
  setSignals: () => {},
};
