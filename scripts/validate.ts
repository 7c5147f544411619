/**
 * `npm test`: everything that must hold. Static checks run two at a time, then the production build, then the tests.
 * The first failure does not hide the others: all steps run, the summary names what failed. Exit code 1 if anything did.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Step {
  name: string;
  command: string;
  args: string[];
}

interface Outcome {
  name: string;
  ok: boolean;
  seconds: number;
  output: string;
}

const bin = (name: string) => join("node_modules", ".bin", name);
const reports = mkdtempSync(join(tmpdir(), "comeback-test-"));

const vitest = (project: string): Step => ({
  name: `${project} tests`,
  command: bin("vitest"),
  args: [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(reports, project)}.json`,
  ],
});

const staticChecks: Step[] = [
  { name: "types", command: bin("tsc"), args: ["-p", "tsconfig.json"] },
  { name: "lint", command: bin("eslint"), args: [".", "--max-warnings", "0"] },
  { name: "types of the pure folders", command: bin("tsc"), args: ["-p", "tsconfig.pure.json"] },
  { name: "format", command: bin("prettier"), args: ["--check", "--log-level", "warn", "."] },
  {
    name: "import table",
    command: bin("depcruise"),
    args: ["app", "scripts", "server.ts", "--config", ".dependency-cruiser.cjs"],
  },
  { name: "dead code", command: bin("knip"), args: [] },
];
const build: Step = { name: "build", command: bin("remix"), args: ["vite:build"] };

function run(step: Step): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("close", (code) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const outcome = { name: step.name, ok: code === 0, seconds, output: Buffer.concat(chunks).toString() };
      console.log(`${outcome.ok ? "ok    " : "FAILED"} ${step.name} (${seconds.toFixed(1)} s)`);
      if (!outcome.ok) console.log(outcome.output);
      resolve(outcome);
    });
  });
}

/** Runs steps with at most `width` at a time, in order of the list. */
async function runAll(steps: Step[], width: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...steps];
  const lane = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) outcomes.push(await run(step));
  };
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}

interface VitestJson {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

function testCounts(project: string): VitestJson {
  try {
    return JSON.parse(readFileSync(join(reports, `${project}.json`), "utf8")) as VitestJson;
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0 };
  }
}

const outcomes = [
  ...(await runAll([build, ...staticChecks], 2)),
  ...(await runAll([vitest("unit")], 1)),
  ...(await runAll([vitest("system")], 1)),
];
const counts = ["unit", "system"].map(testCounts);
const sum = (key: keyof VitestJson) => counts.reduce((total, count) => total + count[key], 0);
const failedSteps = outcomes.filter((outcome) => !outcome.ok);
rmSync(reports, { recursive: true, force: true });

if (sum("numPendingTests") > 0)
  console.log(`${sum("numPendingTests")} tests skipped: they need the reference data in ../shared.`);
if (failedSteps.length > 0) console.log(`Failed: ${failedSteps.map((step) => step.name).join(", ")}.`);
console.log(`${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed, ${sum("numPendingTests")} skipped`);
process.exitCode = failedSteps.length === 0 ? 0 : 1;
