/** Why a request cannot be served. */
export type AppErrorCode =
  | "badRequest"
  | "unauthenticated"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "tooLarge"
  | "tooMany"
  | "notReady"
  | "unavailable";

/** The HTTP status of each code. A Record, so that a new code without a status does not compile. */
const STATUS: Record<AppErrorCode, number> = {
  badRequest: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooLarge: 413,
  tooMany: 429,
  notReady: 503,
  unavailable: 503,
};

/** An expected end of a request. `safeText` is for the merchant; the cause is for the log alone. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly safeText: string;

  constructor(code: AppErrorCode, safeText: string, options?: { cause?: unknown }) {
    super(`${code}: ${safeText}`, options);
    this.name = "AppError";
    this.code = code;
    this.safeText = safeText;
  }

  get status(): number {
    return STATUS[this.code];
  }
}
