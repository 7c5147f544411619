import { Router, static as serveFolder } from "express";
import { asyncRoute } from "../async-route.ts";
import type { DevStore } from "../dev-store.types.ts";
import { ADMIN_ASSETS, adminPage, appBridgeScript } from "./admin-page.ts";
import { DevRequestError, shopOf } from "./dev-routes.ts";
import { storeName } from "./load-url.ts";

/** The admin around the app: its page at every address of the admin, its scripts, and the stand-in for App Bridge. */
export function frameRoutes(store: DevStore): Router {
  const router = Router();

  router.get("/assets/app-bridge.js", (_request, response) => {
    response.type("js").set("Cache-Control", "no-cache").send(appBridgeScript());
  });
  router.use("/assets/admin", serveFolder(ADMIN_ASSETS, { index: false }));

  router.get(
    "/frame/load",
    asyncRoute(async (request, response) => {
      const { domain } = shopOf(store, request).facts;
      const path = typeof request.query["path"] === "string" ? request.query["path"] : "/";
      if (!store.isInstalled(domain)) return response.json({ installed: false, address: null });
      try {
        return response.json({ installed: true, address: await store.frameAddress(path, domain) });
      } catch (error) {
        throw error instanceof RangeError ? new DevRequestError(400, error.message) : error;
      }
    }),
  );
  router.get("/frame/scopes", (request, response) => {
    const { domain } = shopOf(store, request).facts;
    const granted = store.grantedScopes(domain) ?? [];
    response.json({ granted, required: store.app.scopes, optional: store.app.optionalScopes });
  });

  router.get(["/", "/store/*"], (_request, response) => {
    const shops = store.shops().map(({ facts }) => ({
      domain: facts.domain,
      name: storeName(facts.domain),
      title: facts.name,
    }));
    const { name, handle } = store.app;
    const app = { name, handle, clientId: store.clientId };
    response.set("Cache-Control", "no-store").type("html");
    response.send(adminPage({ shops, app, appOrigin: new URL(store.proxyUrl).origin }));
  });
  return router;
}
