import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";

/** How long a process may take to end by itself. */
const PATIENCE_MS = 8_000;

export interface AppProcess {
  /** Resolves with what the process says once it is ready; rejects when it ends first. */
  firstMessage: Promise<unknown>;
  /** Resolves with a sentence when the process has ended. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts one of the app's processes from its source. It has a process group of its own, so that Ctrl-C in a terminal reaches
 * only its parent, which stops all in order; its IPC channel closes when the parent dies, and it then stops by itself. What
 * it prints goes to stderr.
 */
export function startAppProcess(project: string, script: string, environment: NodeJS.ProcessEnv): AppProcess {
  const child: ChildProcess = spawn(process.execPath, [join(project, script)], {
    cwd: project,
    env: environment,
    stdio: ["ignore", 2, 2, "ipc"],
    detached: true,
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`${script} could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`${script} ended with ${signal ?? `code ${code}`}`));
  });
  const firstMessage = new Promise<unknown>((resolve, reject) => {
    child.once("message", resolve);
    void ended.then((sentence) => reject(new Error(sentence)));
  });
  firstMessage.catch(() => undefined);
  return {
    firstMessage,
    ended,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
