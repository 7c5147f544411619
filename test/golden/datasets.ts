import { join } from "node:path";
import { sharedFile } from "../setup/shared.ts";

/** Other people's data is not part of the repository: it lies beside it, or the tests that read it are skipped. */
const DATASETS = sharedFile("datasets");

export const NO_DATASETS = DATASETS === null ? "skipped: the data sets are not beside the repository" : null;

export function dataset(name: string): string {
  return join(DATASETS ?? "", name);
}
