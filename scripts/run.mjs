/**
 * Entry of the npm scripts: `node scripts/run.mjs SCRIPT.ts ...arguments`. Plain JavaScript for Node 20, because it runs
 * before anything is installed. It installs what is missing, then runs the script with the project's own Node.
 *
 * One process: a shell remembers where it found `node`, so a second `node` in the same npm script would be the old one.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setInterval } from "node:timers";
import { fileURLToPath } from "node:url";
import { withProjectLock } from "./project-lock.mjs";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(project, "node_modules", ".bin", "node");

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };
/** Ends what is under way: a set-up command, or the script. */
let stopCurrent = (signal) => process.exit(128 + (SIGNAL_NUMBERS[signal] ?? 0));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopCurrent(signal));

/** True when what is installed is not what package-lock.json says. */
function needsInstall() {
  const wanted = join(project, "package-lock.json");
  const installed = join(project, "node_modules", ".package-lock.json");
  if (!existsSync(node) || !existsSync(installed)) return true;
  if (statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return false;
  // Newer by its date alone: a checkout touches files. The content decides.
  const lockOf = (path) => JSON.parse(readFileSync(path, "utf8")).packages;
  const present = lockOf(installed);
  return Object.entries(lockOf(wanted)).some(
    ([path, entry]) => path !== "" && !entry.optional && present[path]?.version !== entry.version,
  );
}

/** Runs one set-up command, its output on stderr: the script's own stdout may be read by a program. */
function command(file, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CHECKPOINT_DISABLE: "1" };
    const child = spawn(file, args, {
      cwd: project,
      env,
      stdio: ["ignore", 2, 2],
      shell: process.platform === "win32",
    });
    stopCurrent = (signal) => {
      child.kill(signal);
      process.exit(128 + (SIGNAL_NUMBERS[signal] ?? 0));
    };
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${file} ${args.join(" ")} ended with ${signal ?? `code ${code}`}.`));
    });
  });
}

const generatedClient = join(project, "app", "store", "generated");

async function setUp() {
  if (!needsInstall() && existsSync(generatedClient)) return;
  const install = async () => {
    if (needsInstall()) {
      console.error("Installing packages (about a minute) …");
      await command("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    }
    if (!existsSync(generatedClient)) await command(node, [join("scripts", "generate-client.mjs")]);
  };
  await withProjectLock(join(project, ".cache", "set-up.lock"), install, () => {
    console.error("Waiting for another run that is setting the project up …");
  });
}

/**
 * The npm above this process, as text, with the shell that may stand between. npm that is killed outright cannot pass a
 * signal on; what it started then gets another parent. What is above npm may come and go.
 */
function ancestors() {
  const parent = process.ppid;
  try {
    // "12 (name) S 34 …": the name may hold anything, brackets too.
    const [, name, rest] = /\((.*)\) (.*)$/s.exec(readFileSync(`/proc/${parent}/stat`, "utf8"));
    return ["sh", "dash", "bash", "ash", "busybox"].includes(name) ? `${parent} ${rest.split(" ")[1]}` : `${parent}`;
  } catch {
    return `${parent}`;
  }
}

/** Runs the script. Its IPC channel closes when this process dies, however it dies: the script then stops by itself. */
function runScript(script, args) {
  const child = spawn(node, [script, ...args], { cwd: process.cwd(), stdio: ["inherit", "inherit", "inherit", "ipc"] });
  let passedOn = false;
  const stop = (signal) => {
    if (passedOn) return;
    passedOn = true;
    child.kill(signal);
  };
  stopCurrent = stop;

  if (process.env.npm_lifecycle_event !== undefined) {
    const before = ancestors();
    setInterval(() => {
      if (ancestors() !== before) stop("SIGTERM");
    }, 1000).unref();
  }

  child.once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0)));
}

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  console.error("Name the script to run: node scripts/run.mjs scripts/demo.ts");
  process.exit(2);
}
try {
  await setUp();
  runScript(join(project, script), args);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
