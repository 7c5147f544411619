/** How one attempt to deliver ended. */
interface DeliveryAttempt {
  atMs: number;
  /** HTTP status of the app's answer; null when there was none. */
  status: number | null;
  error: string | null;
}

type DeliveryState = "waiting" | "delivered" | "retrying" | "failed" | "lost" | "dropped" | "cancelled";

/** One webhook on its way to one subscription. */
export interface Delivery {
  webhookId: string;
  eventId: string;
  shop: string;
  topic: string;
  state: DeliveryState;
  /** Sent a second time on purpose. */
  duplicate: boolean;
  triggeredAtMs: number;
  attempts: DeliveryAttempt[];
  body: string;
}

export interface DeliveryCounts extends Record<DeliveryState, number> {
  /** Deliveries made, whatever became of them. */
  total: number;
  /** HTTP requests sent. */
  attempts: number;
  duplicates: number;
}

export interface DeliveryLog {
  add(delivery: Delivery): void;
  moveTo(delivery: Delivery, state: DeliveryState): void;
  attempted(delivery: Delivery, attempt: DeliveryAttempt): void;
  /** Newest first. */
  list(limit: number): Delivery[];
  counts(): DeliveryCounts;
}

/** The last `capacity` deliveries, and counts of all of them. */
export function deliveryLog(capacity = 2_000): DeliveryLog {
  const kept: Delivery[] = [];
  const totals = { total: 0, attempts: 0, duplicates: 0 };
  const states = { waiting: 0, delivered: 0, retrying: 0, failed: 0, lost: 0, dropped: 0, cancelled: 0 };
  return {
    add(delivery) {
      totals.total += 1;
      if (delivery.duplicate) totals.duplicates += 1;
      states[delivery.state] += 1;
      kept.push(delivery);
      if (kept.length > capacity) kept.shift();
    },
    moveTo(delivery, state) {
      states[delivery.state] -= 1;
      states[state] += 1;
      delivery.state = state;
    },
    attempted(delivery, attempt) {
      totals.attempts += 1;
      delivery.attempts.push(attempt);
    },
    list: (limit) => kept.slice(-limit).reverse(),
    counts: () => ({ ...totals, ...states }),
  };
}
