/** What the dev store takes and gives. Apart from the wiring, so that its parts can name it without a circle of imports. */
import type { AdminFaults } from "./admin-api/faults.ts";
import type { ShopData, ShopEvent } from "./model.ts";
import type { AccessTokens, SavedTokens, TokenLifetimes } from "./oauth/access-tokens.ts";
import type { AppConfig } from "./oauth/app-config.ts";
import type { DeliveryCounts } from "./webhooks/delivery-log.ts";
import type { WebhookFaults } from "./webhooks/faults.ts";
import type { WebhookSender } from "./webhooks/webhook-sender.ts";

export interface DevStoreOptions {
  /** At least one; the first is the one meant when none is named. */
  shops: readonly ShopData[];
  /** Port of the admin on localhost; 0 (the default) takes any free one. */
  port?: number;
  /** Port of the proxy in front of the app; 0 (the default) takes any free one. */
  proxyPort?: number;
  /** Generated when absent. */
  clientId?: string;
  clientSecret?: string;
  /** Where the app listens; may be set later with `setAppUrl`. */
  appUrl?: string;
  /** How many times faster than on Shopify retries and the request to erase an uninstalled shop come. Default 600. */
  speed?: number;
  /** Changed at any time through `store.webhookFaults` and `store.adminFaults`. */
  webhookFaults?: Partial<WebhookFaults>;
  adminFaults?: AdminFaults;
  tokenLifetimes?: TokenLifetimes;
  /** Tokens of an earlier run, from `store.tokens.save()`. */
  savedTokens?: SavedTokens;
  /** Same seed, same dice (who orders, which webhooks go wrong). Default 1. */
  seed?: number;
  clock?: () => number;
}

interface DevStoreState {
  shops: { domain: string; name: string; installed: boolean; orders: number; customers: number; products: number }[];
  webhooks: DeliveryCounts;
  webhookFaults: WebhookFaults;
}

/** What an action did, in words for the panel and ids for scripts. */
export interface ActionResult {
  summary: string;
  /** Ids of the records it made or changed, as digits. */
  ids: Record<string, string>;
  /** Topics of the events it caused, sent or not. */
  topics: string[];
}

/** A running local Shopify. Domains are absent or `undefined` for the first shop. */
export interface DevStore {
  /** The page to open: `http://localhost:P/`. */
  adminUrl: string;
  /** Base for SHOPIFY_ADMIN_ORIGIN: `http://127.0.0.1:P`. */
  adminOrigin: string;
  /** Where browsers and webhooks reach the app: SHOPIFY_APP_URL. */
  proxyUrl: string;
  /** The stand-in for App Bridge: APP_BRIDGE_URL. */
  appBridgeUrl: string;
  clientId: string;
  clientSecret: string;
  app: AppConfig;
  tokens: AccessTokens;
  webhooks: WebhookSender;
  webhookFaults: WebhookFaults;
  adminFaults: AdminFaults;
  /** Tells where the app listens; null while it does not. */
  setAppUrl(url: string | null): void;
  shops(): readonly ShopData[];
  /** Throws when the dev store has no such shop. */
  shop(domain?: string): ShopData;
  findShop(domain: string): ShopData | undefined;
  isInstalled(domain?: string): boolean;
  /** Null while the app is not installed. */
  grantedScopes(domain: string): string[] | null;
  sessionToken(domain?: string): Promise<string>;
  /** The signed address that the admin loads into its frame. */
  frameAddress(path: string, domain?: string): Promise<string>;
  /**
   * Does what a shopper, a customer or the merchant does: one of SHOP_ACTIONS, `uninstall`, `reinstall` or
   * `change-scopes`. Throws ImpossibleAction (the message is for the person), a ZodError for wrong options.
   */
  act(name: string, options?: unknown, domain?: string): ActionResult;
  /** Sends events of one merchant action to the app. */
  emit(domain: string, events: readonly ShopEvent[]): void;
  state(): DevStoreState;
  /** Resolves when nothing of the dev store runs any more. */
  stop(): Promise<void>;
}
