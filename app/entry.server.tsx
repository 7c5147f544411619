import { PassThrough } from "node:stream";
import { createReadableStreamFromReadable, type EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { logger } from "./platform/logger.server.ts";
import { addDocumentHeaders } from "./shopify.server.ts";

// The server takes these from here, so that one process holds one copy of each module.
export { assertDatabaseWalls } from "./store/database.server.ts";
export { webhookIntake } from "./sync/webhooks.server.ts";

/** How long a document may stream before it is cut off. */
export const streamTimeout = 15_000;

/** Renders a document and streams it as soon as its shell stands. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
): Promise<Response> {
  addDocumentHeaders(request, headers);
  headers.set("content-type", "text/html; charset=utf-8");
  return new Promise((resolve, reject) => {
    let failed = false;
    const { pipe, abort } = renderToPipeableStream(<RemixServer context={remixContext} url={request.url} />, {
      onShellReady() {
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { headers, status: failed ? 500 : status }));
        pipe(body);
      },
      onShellError(error) {
        reject(error instanceof Error ? error : new Error("The page could not be rendered"));
      },
      onError(error) {
        failed = true;
        logger().error({ err: error }, "rendering failed");
      },
    });
    setTimeout(abort, streamTimeout + 1000).unref();
  });
}

/** Errors of loaders and actions: logged here, shown to the browser without details (Remix strips them in production). */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (request.signal.aborted) return;
  const { pathname: path } = new URL(request.url);
  // An address or a method that does not exist is the asker's mistake.
  if (isRouteErrorResponse(error) && error.status < 500)
    return logger().debug({ status: error.status, path }, "not served");
  logger().error({ err: error, path }, "request failed");
}
