import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../../../shared/", import.meta.url);

/**
 * A file of the reference data beside the repository, or null in a plain clone, where the tests that need it are skipped. On
 * the merge machine (COMEBACK_REQUIRE_SHARED) its absence is an error.
 */
export function sharedFile(path: string): string | null {
  const file = fileURLToPath(new URL(path, folder));
  if (existsSync(file)) return file;
  if (process.env["COMEBACK_REQUIRE_SHARED"]) throw new Error(`The reference data is not here: ${file}`);
  return null;
}
