import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Other people's data is not part of the repository: it lies beside it, or the tests that read it are skipped. */
const DATASETS = fileURLToPath(new URL("../../../shared/datasets/", import.meta.url));

export const NO_DATASETS = existsSync(DATASETS) ? null : `skipped: ${DATASETS} is not there`;

export function dataset(name: string): string {
  return join(DATASETS, name);
}
