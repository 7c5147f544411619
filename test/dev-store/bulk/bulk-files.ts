/**
 * Result files of bulk operations: temporary files behind signed URLs that expire, served with ranges, as Google's storage
 * does for Shopify.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Router, type Request, type Response } from "express";
import type { AdminFaults } from "../admin-api/faults.ts";

export interface BulkFiles {
  router: Router;
  /** Where a file is written. */
  pathOf: (fileName: string) => string;
  /** A URL that is good until the instant. */
  signedUrl: (fileName: string, expiresAtMs: number) => string;
  /** Removes all files. */
  remove: () => void;
}

export interface BulkFileOptions {
  fileBaseUrl: () => string;
  clock: () => number;
  faults: AdminFaults;
}

const FILE_NAME = /^bulk-[a-z0-9-]+-\d+\.jsonl$/;

export function createBulkFiles({ fileBaseUrl, clock, faults }: BulkFileOptions): BulkFiles {
  const secret = randomBytes(32);
  let folder: string | null = null;

  const pathOf = (fileName: string): string => {
    folder ??= mkdtempSync(join(tmpdir(), "dev-store-bulk-"));
    return join(folder, fileName);
  };

  const signature = (fileName: string, expires: string): Buffer =>
    createHmac("sha256", secret).update(`${fileName}\n${expires}`).digest();

  const refusal = (fileName: string, expires: unknown, given: unknown): [number, string] | null => {
    if (typeof expires !== "string" || typeof given !== "string") return [403, "AccessDenied"];
    const wanted = signature(fileName, expires);
    const sent = Buffer.from(given, "hex");
    if (sent.length !== wanted.length || !timingSafeEqual(sent, wanted)) return [403, "SignatureDoesNotMatch"];
    return clock() >= Number(expires) * 1_000 ? [400, "ExpiredToken"] : null;
  };

  const serve = (request: Request, response: Response): void => {
    const fileName = request.params["fileName"] ?? "";
    const refused = refusal(fileName, request.query["Expires"], request.query["Signature"]);
    if (refused) return sendError(response, ...refused);
    const size = FILE_NAME.test(fileName) ? sizeOf(pathOf(fileName)) : null;
    if (size === null) return sendError(response, 404, "NoSuchKey");
    const cutAfterBytes = faults.bulk.cutNextDownloadAfterBytes;
    faults.bulk.cutNextDownloadAfterBytes = null;
    sendFile(request, response, { path: pathOf(fileName), size, cutAfterBytes });
  };

  const router = Router();
  router.get("/bulk-files/:fileName", serve);
  return {
    router,
    pathOf,
    signedUrl: (fileName, expiresAtMs) => {
      const expires = String(Math.floor(expiresAtMs / 1_000));
      const signed = signature(fileName, expires).toString("hex");
      return `${fileBaseUrl()}/bulk-files/${fileName}?Expires=${expires}&Signature=${signed}`;
    },
    remove: () => {
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
      folder = null;
    },
  };
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

function sendError(response: Response, status: number, code: string): void {
  response.status(status).type("application/xml").send(`<?xml version='1.0'?><Error><Code>${code}</Code></Error>`);
}

interface ServedFile {
  path: string;
  size: number;
  cutAfterBytes: number | null;
}

function sendFile(request: Request, response: Response, { path, size, cutAfterBytes }: ServedFile): void {
  const range = requestedRange(request.headers.range, size);
  if (range === "unsatisfiable") {
    response.set("Content-Range", `bytes */${size}`);
    return sendError(response, 416, "InvalidRange");
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  response.status(range ? 206 : 200);
  response.set({
    "Content-Type": "application/jsonl",
    "Content-Length": String(Math.max(0, end - start + 1)),
    "Accept-Ranges": "bytes",
    ...(range && { "Content-Range": `bytes ${start}-${end}/${size}` }),
  });
  if (size === 0) {
    response.end();
    return;
  }
  const isCut = cutAfterBytes !== null && cutAfterBytes < end - start + 1;
  const stream = createReadStream(path, { start, end: isCut ? start + cutAfterBytes - 1 : end });
  stream.on("error", () => response.destroy());
  stream.on("end", () => {
    // A little later, so that the bytes before the break are really on their way.
    if (isCut) setTimeout(() => response.destroy(), 20);
  });
  response.on("close", () => stream.destroy());
  stream.pipe(response, { end: !isCut });
}

/** One range of bytes, both ends inclusive. Null without a range, or with one that servers may ignore. */
function requestedRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const isSuffix = match[1] === "";
  const start = isSuffix ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = isSuffix || match[2] === "" ? size - 1 : Math.min(Number(match[2]), size - 1);
  return start >= size || start > end ? "unsatisfiable" : { start, end };
}
