import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "comeback-demo-";

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Where the folders lie: as root, where PostgreSQL's own user can reach them. */
export function throwAwayBase(): string {
  return process.getuid?.() === 0 ? "/tmp" : tmpdir();
}

/**
 * A new folder for the data of one run; its name holds the process id. Folders of runs that were killed are removed.
 */
export function throwAwayFolder(): string {
  const base = throwAwayBase();
  for (const name of readdirSync(base)) {
    const pid = Number(/^comeback-demo-(\d+)-/.exec(name)?.[1] ?? NaN);
    if (Number.isInteger(pid) && !lives(pid)) removeFolder(join(base, name));
  }
  const folder = mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o711);
  return folder;
}

/** Removes a folder if it can be: one of another user stays. */
export function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {
    // Another user's.
  }
}
