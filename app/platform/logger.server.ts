import { pino, stdSerializers, type Logger } from "pino";
import { env } from "./env.server.ts";

/** Fields that never reach a log, at any of the depths our objects have. */
const SECRET_FIELDS = [
  "accessToken",
  "refreshToken",
  "access_token",
  "refresh_token",
  "authorization",
  "Authorization",
  "cookie",
  "apiKey",
  "sealedKey",
  "password",
  "email",
  "phone",
  "firstName",
  "lastName",
  "id_token",
  "session",
];

let shared: Logger | undefined;

/** The process's logger: one JSON object a line. Made at the first use. */
export function logger(): Logger {
  shared ??= createLogger(env().LOG_LEVEL);
  return shared;
}

/** A logger for a level; `write` takes its lines in tests. */
export function createLogger(level: string, write?: (line: string) => void): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    serializers: { err: safeError },
    redact: {
      paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "[redacted]",
    },
  };
  return write ? pino(options, { write }) : pino(options);
}

/**
 * An error for the log: PostgreSQL puts values of the failing row into `detail`, and connection errors may hold a URL with
 * its password, so only what says where and what is kept.
 */
function safeError(error: Error): object {
  const { type, message, stack } = stdSerializers.err(error);
  const code = (error as { code?: unknown }).code;
  const hide = (text: string | undefined) => text?.replace(/\/\/[^\s/@]+@/g, "//[redacted]@");
  return { type, message: hide(message), stack: hide(stack), ...(typeof code === "string" ? { code } : {}) };
}
