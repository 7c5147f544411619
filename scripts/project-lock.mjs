import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** A lock file without a process id belongs to someone who is just writing it, or who died then. */
const UNFINISHED_MS = 5000;

function holderOf(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return 0;
  }
}

function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function isAbandoned(path) {
  const holder = holderOf(path);
  if (Number.isInteger(holder) && holder > 0) return !lives(holder);
  try {
    return Date.now() - statSync(path).mtimeMs > UNFINISHED_MS;
  } catch {
    return false;
  }
}

/**
 * Runs `work` while no other process holds the lock file `path`. The lock of a process that has died is taken over.
 * `onWait` is called once if another process has to be waited for.
 */
export async function withProjectLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  for (let told = false; ;) {
    try {
      const file = openSync(path, "wx");
      writeSync(file, String(process.pid));
      closeSync(file);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
      if (isAbandoned(path)) {
        rmSync(path, { force: true });
      } else {
        if (!told) onWait();
        told = true;
        await wait(250);
      }
    }
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    release();
    process.off("exit", release);
  }
}
