import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express, { type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { env } from "./app/platform/env.server.ts";
import { logger } from "./app/platform/logger.server.ts";
import { watchParent } from "./app/platform/parent-watch.server.ts";
import { handleUncaught } from "./app/platform/uncaught.server.ts";

/**
 * The web process: webhooks, health, built files and pages. The database is there and migrated when it starts (scripts/start.ts
 * does both). Stops on SIGTERM, SIGINT and when the process that started it goes away.
 */
interface EntryModule {
  webhookIntake: (req: Request, res: Response) => Promise<void>;
  assertDatabaseWalls: () => Promise<void>;
}
const entryOf = (build: ServerBuild) => build.entry.module as unknown as EntryModule;

interface App {
  build: () => Promise<ServerBuild>;
  /** Serves what the browser loads besides pages. */
  files: RequestHandler[];
  close: () => Promise<void>;
}

async function productionApp(): Promise<App> {
  // The address is not a literal, so that type checking does not need a build.
  const address = new URL("./build/server/index.js", import.meta.url).href;
  const build = (await import(address)) as ServerBuild;
  const client = fileURLToPath(new URL("./build/client", import.meta.url));
  return {
    build: () => Promise.resolve(build),
    files: [
      // Names under assets/ carry a hash of their content; everything else may change under its name.
      express.static(`${client}/assets`, { immutable: true, maxAge: "365d", fallthrough: false, index: false }),
      express.static(client, { maxAge: "1h", index: false }),
    ],
    close: () => Promise.resolve(),
  };
}

async function developmentApp(http: Server): Promise<App> {
  const vite = await (
    await import("vite")
  ).createServer({ server: { middlewareMode: true, hmr: { server: http } }, appType: "custom" });
  return {
    build: () => vite.ssrLoadModule("virtual:remix/server-build") as Promise<ServerBuild>,
    files: [vite.middlewares],
    close: () => vite.close(),
  };
}

async function serve(): Promise<void> {
  const { HOST, NODE_ENV, PORT } = env();
  const development = NODE_ENV === "development";
  const server = express();
  const http = createServer(server);
  const app = development ? await developmentApp(http) : await productionApp();
  await entryOf(await app.build()).assertDatabaseWalls();

  server.disable("x-powered-by");
  server.get("/healthz", (_req, res) => {
    res.type("text/plain").send("ok");
  });
  // Before anything that reads bodies: the signature is over the bytes as they came.
  server.post("/webhooks", (req, res, next) => {
    app
      .build()
      .then((build) => entryOf(build).webhookIntake(req, res))
      .catch(next);
  });
  server.use(compression());
  const [first, ...others] = app.files;
  if (development) server.use(first!);
  else server.use("/assets", first!);
  for (const handler of others) server.use(handler);
  server.all("*", (req, res, next) => {
    app
      .build()
      .then((build) =>
        createRequestHandler({ build, mode: development ? "development" : "production" })(req, res, next),
      )
      .catch(next);
  });
  // Four parameters make Express take it for the handler of errors. No details leave the process.
  server.use((error: { status?: number }, _req: Request, res: Response, _next: NextFunction) => {
    const status = typeof error.status === "number" && error.status >= 400 && error.status < 500 ? error.status : 500;
    if (status === 500) logger().error({ err: error }, "request failed");
    if (!res.headersSent)
      res
        .status(status)
        .type("text/plain")
        .send(status === 404 ? "Not found" : "Something went wrong");
  });

  http.once("error", (error) => {
    logger().fatal({ err: error }, "cannot listen");
    process.exit(1);
  });
  http.listen(PORT, HOST, () => {
    const { port } = http.address() as AddressInfo;
    logger().info({ host: HOST, port }, "listening");
    process.send?.({ port });
  });
  stopOnSignals(http, app);
}

/** Lets running requests end, but not for ever. */
function stopOnSignals(server: Server, app: App): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(0), 5_000).unref();
    server.closeIdleConnections();
    server.close(() => {
      void app.close().finally(() => process.exit(0));
    });
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  watchParent(stop);
  handleUncaught(() => stopping);
}

await serve().catch((error: unknown) => {
  logger().fatal({ err: error }, "the web process cannot start");
  process.exit(1);
});
