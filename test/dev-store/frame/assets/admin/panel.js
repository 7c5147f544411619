/** How often the panel looks at the shop again while it is open. */
const REFRESH_MS = 2000;

/**
 * The panel to act as shoppers, customers and merchants do, and to make webhooks go wrong. Everything goes through
 * `/dev/…`, which scripts may use as well.
 */
export function openPanel(panel, toggle, { askStore, shopQuery, onInstallationChange }) {
  const field = (name) => panel.querySelector(`[data-field="${name}"]`);
  const results = panel.querySelector("#results");
  let orders = [];
  let products = [];
  let timer;

  function report(text, refused = false) {
    const line = document.createElement("li");
    line.textContent = text;
    line.classList.toggle("refused", refused);
    results.prepend(line);
    while (results.children.length > 2) results.lastElementChild.remove();
  }

  /** Fills a list anew and keeps what was chosen. */
  function fill(select, options) {
    const chosen = select.value;
    select.replaceChildren(...options.map(([label, value]) => new Option(label, value)));
    if (options.some(([, value]) => value === chosen)) select.value = chosen;
  }

  async function refresh() {
    clearTimeout(timer);
    if (panel.hidden) return;
    try {
      const query = `${shopQuery()}&limit=30`;
      const [orderList, customers, productList, state, log] = await Promise.all([
        askStore(`/dev/orders?${query}`),
        askStore(`/dev/customers?${query}`),
        askStore(`/dev/products?${query}`),
        askStore("/dev/state"),
        askStore("/dev/webhooks?limit=12"),
      ]);
      orders = orderList;
      products = productList;
      const status = (order) =>
        order.cancelled ? "cancelled" : order.financialStatus.toLowerCase().replaceAll("_", " ");
      fill(
        field("order"),
        orders.map((order) => [
          `${order.name} · ${order.customer} · ${order.total} ${order.currency} · ${status(order)}`,
          order.id,
        ]),
      );
      const people = customers.map(({ name, emailConsent, id }) => [
        `${name} · ${emailConsent.toLowerCase().replaceAll("_", " ")}`,
        id,
      ]);
      fill(field("customer"), people);
      fill(field("shopper"), [["Someone", ""], ["A new customer", "new"], ["A guest", "guest"], ...people]);
      showWebhooks(state, log);
    } catch (error) {
      report(error.message, true);
    }
    timer = setTimeout(refresh, REFRESH_MS);
  }

  function showWebhooks({ webhooks, webhookFaults }, deliveries) {
    const { total, delivered, retrying, waiting, failed, lost } = webhooks;
    panel.querySelector("#webhook-counts").textContent =
      `${total} made, ${delivered} delivered, ${waiting + retrying} on their way, ${failed} failed, ${lost} lost`;
    for (const input of panel.querySelectorAll("[data-fault]")) {
      const value = webhookFaults[input.dataset.fault];
      if (input !== document.activeElement)
        input.value = input.dataset.fault === "delayMs" ? value : Math.round(value * 100);
    }
    panel.querySelector("#deliveries tbody").replaceChildren(
      ...deliveries.map((delivery) => {
        const row = document.createElement("tr");
        row.append(
          ...[delivery.topic, delivery.state, delivery.attempts.length].map((text) => {
            const cell = document.createElement("td");
            cell.textContent = text;
            return cell;
          }),
        );
        return row;
      }),
    );
  }

  /** The options of an action, as the fields of the panel say. */
  function optionsOf(button) {
    const action = button.dataset.action;
    const options = JSON.parse(button.dataset.options ?? "{}");
    if (action === "place-order" || action === "abandon-checkout") {
      if (field("shopper").value !== "") options.customer = field("shopper").value;
      if (action === "place-order") options.discountRate = Number(field("discount").value) / 100;
    } else if (action.endsWith("-order")) {
      options.orderId = field("order").value;
      const order = orders.find(({ id }) => id === options.orderId);
      const line = order?.lines.find(({ quantity }) => quantity > 0);
      if (button.dataset.lines === "first") {
        if (!line) throw new Error("The order has no item left.");
        options[action === "refund-order" ? "lines" : "remove"] = [{ lineItemId: line.id, quantity: 1 }];
      } else if (button.dataset.lines === "add") {
        const variant = products.flatMap((product) => product.variants)[0];
        if (!variant) throw new Error("The shop has no product to add.");
        options.add = [{ variantId: variant.id, quantity: 1 }];
      }
    } else if (!["uninstall", "reinstall"].includes(action) && !("anyone" in button.dataset)) {
      options.customerId = field("customer").value;
    }
    return options;
  }

  panel.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-action]");
    if (!button) return;
    try {
      const { summary } = await askStore(`/dev/actions/${button.dataset.action}?${shopQuery()}`, optionsOf(button));
      report(summary);
      if (["uninstall", "reinstall"].includes(button.dataset.action)) onInstallationChange();
    } catch (error) {
      report(error.message, true);
    }
    void refresh();
  });

  panel.addEventListener("change", async (event) => {
    const name = event.target.dataset.fault;
    if (!name) return;
    const value = Number(event.target.value);
    try {
      await askStore("/dev/webhooks/faults", { [name]: name === "delayMs" ? value : value / 100 });
    } catch (error) {
      report(error.message, true);
    }
  });

  function show(visible) {
    panel.hidden = !visible;
    toggle.setAttribute("aria-expanded", String(visible));
    void refresh();
  }
  toggle.addEventListener("click", () => show(panel.hidden));
  panel.querySelector("[data-close]").addEventListener("click", () => show(false));
}
