import { logger } from "./logger.server.ts";

/**
 * What happens to an error that nobody handled: one line in the log, and the process ends; whoever started it starts it again.
 * Once it is stopping anyway (`isStopping`), such an error is only noted. A database that goes away at the same time breaks
 * connections that libraries have already let go of, and the rest of the stop must still happen.
 */
export function handleUncaught(isStopping: () => boolean): void {
  process.on("uncaughtException", (error) => {
    if (isStopping()) {
      logger().debug({ err: error }, "error while stopping");
      return;
    }
    logger().fatal({ err: error }, "an error that nobody handled ends the process");
    process.exit(1);
  });
}
