import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { withProjectLock } from "../../../scripts/project-lock.mjs";

/** What the bundle is made of. */
const SOURCES = ["app", "public", "vite.config.ts", "tsconfig.json", "package-lock.json"];
const RESULT = join("build", "server", "index.js");

/** Latest change below a path in milliseconds, folders included, since a removed file changes its folder. */
function latestChange(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let latest = stat.mtimeMs;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    // The generated database client changes with each installation and is no source of its own.
    if (entry.name === "generated" || entry.name.includes(".test.")) continue;
    latest = Math.max(latest, latestChange(join(path, entry.name)));
  }
  return latest;
}

/** True when there is no production bundle, or a source is newer than it. */
export function isBuildStale(project: string): boolean {
  const built = statSync(join(project, RESULT), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built === 0 || SOURCES.some((source) => latestChange(join(project, source)) > built);
}

/** Makes the production bundle if it is missing or stale. Rejects with the tool's output when the build fails. */
export async function ensureBuild(project: string, tell: (line: string) => void, signal: AbortSignal): Promise<void> {
  if (!isBuildStale(project)) return;
  const build = async () => {
    if (!isBuildStale(project)) return;
    tell("Building the app …");
    await runBuild(project, signal);
  };
  await withProjectLock(join(project, ".cache", "build.lock"), build, () => tell("Waiting for another build …"));
}

function runBuild(project: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join("node_modules", "@remix-run", "dev", "dist", "cli.js"), "vite:build"], {
      cwd: project,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "pipe"],
      signal,
      killSignal: "SIGTERM",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => (output = (output + chunk.toString("utf8")).slice(-8_000)));
    }
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The app could not be built:\n${output.trim()}`));
    });
  });
}
