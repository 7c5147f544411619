import { json, Router, type NextFunction, type Request, type Response } from "express";
import { z } from "zod";
import { asyncRoute } from "../async-route.ts";
import type { DevStore } from "../dev-store.types.ts";
import type { ShopData } from "../model.ts";
import { ImpossibleAction } from "../shop/scene.ts";
import { webhookFaultsSchema } from "../webhooks/faults.ts";
import { listCustomers, listOrders, listProducts } from "./shop-listing.ts";

/** A request that the dev store's own endpoints cannot serve. */
export class DevRequestError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const limitSchema = z.coerce.number().int().min(1).max(1_000).default(50);

/** Query parameter `shop`: the domain or the name before `.myshopify.com`; absent, the first shop of the dev store. */
export function shopOf(store: DevStore, request: Request): ShopData {
  const asked = request.query["shop"];
  if (asked === undefined) return store.shop();
  if (typeof asked !== "string") throw new DevRequestError(400, "Name one shop.");
  const shop = store.findShop(asked.includes(".") ? asked : `${asked}.myshopify.com`);
  if (shop === undefined) throw new DevRequestError(404, `There is no shop ${asked} in this dev store.`);
  return shop;
}

/**
 * `/dev/…`: what scripts, tests and the panel use. All of it is JSON; ids are strings of digits.
 *
 * - `GET  /dev/session-token?shop=` a fresh session token
 * - `GET  /dev/state` counts of every shop, of the webhooks, and the switches
 * - `GET  /dev/orders | /dev/customers | /dev/products ?shop=&limit=`
 * - `GET  /dev/webhooks?limit=` the delivery log, newest first; `POST /dev/webhooks/faults` changes the switches
 * - `POST /dev/actions/{name}?shop=` with the options of the action
 */
export function devRoutes(store: DevStore): Router {
  const router = Router();
  router.use("/dev", json({ limit: "1mb" }));

  router.get(
    "/dev/session-token",
    asyncRoute(async (request, response) => {
      const { domain } = shopOf(store, request).facts;
      response.json({ shop: domain, token: await store.sessionToken(domain), appUrl: store.proxyUrl });
    }),
  );
  router.get("/dev/state", (_request, response) => void response.json(store.state()));
  router.get("/dev/orders", (request, response) => {
    response.json(listOrders(shopOf(store, request), limitSchema.parse(request.query["limit"])));
  });
  router.get("/dev/customers", (request, response) => {
    response.json(listCustomers(shopOf(store, request), limitSchema.parse(request.query["limit"])));
  });
  router.get("/dev/products", (request, response) => {
    response.json(listProducts(shopOf(store, request), limitSchema.parse(request.query["limit"])));
  });
  router.get("/dev/webhooks", (request, response) => {
    response.json(store.webhooks.log.list(limitSchema.parse(request.query["limit"])));
  });
  router.post("/dev/webhooks/faults", (request, response) => {
    Object.assign(store.webhookFaults, webhookFaultsSchema.partial().parse(request.body));
    response.json(store.webhookFaults);
  });
  router.post("/dev/actions/:name", (request, response) => {
    if (!request.is("application/json")) throw new DevRequestError(415, "Send the options as application/json.");
    const { domain } = shopOf(store, request).facts;
    response.json(store.act(String(request.params["name"]), request.body, domain));
  });
  return router;
}

/** Errors of the dev store's own endpoints as JSON with one sentence. */
export function answerDevErrors(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  if (response.headersSent) return next(error);
  if (error instanceof DevRequestError) return void response.status(error.status).json({ error: error.message });
  if (error instanceof ImpossibleAction) return void response.status(422).json({ error: error.message });
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.join(".") ?? "";
    return void response.status(400).json({ error: `${where === "" ? "The request" : where}: ${issue?.message}` });
  }
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  if (status >= 500) console.error(error);
  response.status(status).json({ error: error instanceof Error ? error.message : "The dev store failed." });
}
