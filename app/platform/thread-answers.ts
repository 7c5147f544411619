import { parentPort } from "node:worker_threads";
import type { ThreadAnswer, ThreadRequest } from "./worker-thread.server.ts";

/** As in worker-thread.server.ts, which a thread does not load. */
const READY = 0;

/** For the file of a worker thread: answers each question with what `answer` returns, or with the error it throws. */
export function answerQuestions<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  const port = parentPort;
  if (port === null) throw new Error("This file is for a worker thread.");
  const reply = (message: ThreadAnswer<Answer>): void => port.postMessage(message);
  port.on("message", ({ id, question }: ThreadRequest<Question>) => {
    // An answer that cannot be cloned is an error too.
    void (async () => reply({ id, answer: await answer(question) }))().catch((error: unknown) => {
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      reply({ id, failure: { name, message, stack } });
    });
  });
  port.postMessage({ id: READY, answer: null });
}
