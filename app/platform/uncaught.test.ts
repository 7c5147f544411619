import { expect, test, vi } from "vitest";
import { handleUncaught } from "./uncaught.server.ts";

const log = vi.hoisted(() => ({ debug: vi.fn(), fatal: vi.fn() }));
vi.mock("./logger.server.ts", () => ({ logger: () => log }));

test("an error that nobody handled ends the process, unless it is stopping already", () => {
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  const listen = vi.spyOn(process, "on").mockReturnValue(process);
  let stopping = false;
  handleUncaught(() => stopping);
  const [event, handler] = listen.mock.calls[0] as unknown as [string, (error: Error) => void];
  vi.restoreAllMocks();
  expect(event).toBe("uncaughtException");

  const ended = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  stopping = true;
  handler(new Error("terminating connection"));
  expect(ended).not.toHaveBeenCalled();
  stopping = false;
  handler(new Error("a mistake"));
  expect(ended).toHaveBeenCalledWith(1);
  expect(log.fatal).toHaveBeenCalledOnce();
  expect(exit).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});
