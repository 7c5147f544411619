import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The file a worker thread runs, named from the project's folder: `app/reports/report-worker.ts`. The build bundles everything else and
 * emits no file for a thread, so threads run from their source; the folder is found from here, in the sources and in a bundle.
 */
export function workerPath(file: string): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, file);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) throw new Error(`${file} is in no folder above this one.`);
  }
}
