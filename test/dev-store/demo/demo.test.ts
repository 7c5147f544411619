import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { BROWSER_USER_AGENT } from "../../e2e/browser.ts";
import { throwAwayBase } from "./throw-away-folder.ts";

const project = join(import.meta.dirname, "..", "..", "..");

interface Demo {
  process: ChildProcess;
  adminUrl: string;
  stdout: () => string;
  ended: Promise<number | null>;
  /** Processes that it started, and theirs. */
  family: number[];
}

let demo: Demo | undefined;

afterEach(() => {
  demo?.process.kill("SIGKILL");
  demo = undefined;
});

async function startDemo(): Promise<Demo> {
  const child = spawn(
    process.execPath,
    [join(project, "scripts", "demo.ts"), "--no-open", "--port", "0", "--store", "consistent"],
    {
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const ready = async () => {
    for (;;) {
      const line = /^ready (\S+)$/m.exec(stdout);
      if (line?.[1]) return line[1];
      await wait(50);
    }
  };
  const failed = ended.then((code) => Promise.reject(new Error(`The demo ended with ${code}: ${stderr}`)));
  failed.catch(() => undefined);
  const adminUrl = await Promise.race([ready(), failed]);
  return { process: child, adminUrl, stdout: () => stdout, ended, family: descendants(child.pid!) };
}

/** Process ids below one, from /proc. */
function descendants(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), parentOf(name)] as const);
  const below = (of: number): number[] =>
    parents.flatMap(([child, parent]) => (parent === of ? [child, ...below(child)] : []));
  return below(pid);
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)?.trim().split(" ")[1]);
  } catch {
    return NaN;
  }
}

async function ask(path: string): Promise<unknown> {
  const session = z.object({ token: z.string(), appUrl: z.string() });
  const { token, appUrl } = session.parse(await (await fetch(`${demo!.adminUrl}dev/session-token`)).json());
  const headers = { "User-Agent": BROWSER_USER_AGENT, Authorization: `Bearer ${token}` };
  const response = await fetch(appUrl + path, { headers });
  expect(response.status).toBe(200);
  return response.json();
}

async function countedOrders(): Promise<number> {
  const report = z.object({ value: z.object({ orders: z.number() }) });
  return report.parse(await ask("/api/reports/counts")).value.orders;
}

async function gone(pids: readonly number[]): Promise<number[]> {
  let left: number[] = [];
  for (let tries = 0; tries < 150; tries++) {
    left = pids.filter((pid) => existsSync(`/proc/${pid}`));
    if (left.length === 0) break;
    await wait(100);
  }
  return left;
}

const throwAwayFolders = (pid: number) =>
  readdirSync(throwAwayBase()).filter((name) => name.startsWith(`comeback-demo-${pid}-`));

describe.runIf(process.platform === "linux")("npm run demo", () => {
  it("gets ready, shows a new order within five seconds, and stops cleanly", { timeout: 180_000 }, async () => {
    demo = await startDemo();
    const before = await countedOrders();
    expect(before).toBeGreaterThan(0);

    const placedAt = performance.now();
    const body = JSON.stringify({ customer: "new" });
    const headers = { "Content-Type": "application/json" };
    await fetch(`${demo.adminUrl}dev/actions/place-order`, { method: "POST", headers, body });
    await expect.poll(countedOrders, { timeout: 5_000, interval: 200 }).toBe(before + 1);
    expect(performance.now() - placedAt).toBeLessThan(5_000);

    expect(demo.family.length).toBeGreaterThanOrEqual(2);
    demo.process.kill("SIGINT");
    demo.process.kill("SIGTERM");
    expect(await demo.ended).toBe(0);
    expect(demo.stdout()).toBe(`ready ${demo.adminUrl}\n`);
    expect(await gone(demo.family)).toEqual([]);
    expect(throwAwayFolders(demo.process.pid!)).toEqual([]);
  });

  it(
    "leaves no process behind when it is killed, and its folder goes with the next run",
    { timeout: 180_000 },
    async () => {
      demo = await startDemo();
      const { family } = demo;
      const killed = demo.process.pid!;
      demo.process.kill("SIGKILL");
      await demo.ended;
      expect(await gone(family)).toEqual([]);

      demo = await startDemo();
      expect(throwAwayFolders(killed)).toEqual([]);
      demo.process.kill("SIGTERM");
      expect(await demo.ended).toBe(0);
    },
  );
});
