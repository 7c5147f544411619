import { spawn } from "node:child_process";

/** Opens a page in the person's browser, if there is a screen to show it on; never fails. */
export function openBrowser(address: string): void {
  const { env, platform } = process;
  if (env["CI"] || (platform === "linux" && !env["DISPLAY"] && !env["WAYLAND_DISPLAY"])) return;
  const [command, ...args]: [string, ...string[]] =
    platform === "darwin" ? ["open"] : platform === "win32" ? ["cmd", "/c", "start", ""] : ["xdg-open"];
  const child = spawn(command, [...args, address], { stdio: "ignore", detached: true });
  child.on("error", () => undefined);
  child.unref();
}
