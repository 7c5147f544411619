import { Worker } from "node:worker_threads";
import { logger } from "./logger.server.ts";

/** The answer that every thread gives unasked, once its file is loaded. */
const READY = 0;

/** What a thread is asked, and what it answers. Values are cloned; columns in shared memory are shared. */
export interface ThreadRequest<Question> {
  readonly id: number;
  readonly question: Question;
}
export type ThreadAnswer<Answer> = { readonly id: number } & (
  | { readonly answer: Answer }
  | { readonly failure: { readonly name: string; readonly message: string; readonly stack: string | undefined } }
);

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker thread that answers questions. It starts at the first one; when it crashes, everybody who waits gets the error and the next
 * question starts it anew. So it is with a thread that is asked and says nothing for `patienceMs`: it is ended. It does not keep the
 * process alive unless somebody waits for it.
 */
export class WorkerThread<Question, Answer> {
  private readonly path: string;
  private readonly waiting = new Map<number, Waiting<Answer>>();
  private worker: Worker | undefined;
  private loaded: Promise<unknown> | undefined;
  private lastId = READY;
  private readonly patienceMs: number;
  private patience: NodeJS.Timeout | undefined;

  constructor(path: string, patienceMs: number) {
    this.path = path;
    this.patienceMs = patienceMs;
  }

  /** How many questions are not answered yet. */
  get load(): number {
    return this.waiting.size - (this.waiting.has(READY) ? 1 : 0);
  }

  /** Whether what the thread was told is still there: false before the first question and after a crash. */
  get runs(): boolean {
    return this.worker !== undefined;
  }

  /** Starts the thread if it does not run; resolves when its file is loaded. */
  async ready(): Promise<void> {
    this.worker ??= this.start();
    await this.loaded;
  }

  async ask(question: Question): Promise<Answer> {
    const worker = (this.worker ??= this.start());
    const id = ++this.lastId;
    return new Promise<Answer>((resolve, reject) => {
      this.await(worker, id, { resolve, reject });
      try {
        worker.postMessage({ id, question } satisfies ThreadRequest<Question>);
      } catch (error) {
        this.settle(worker, id);
        reject(error as Error);
      }
    });
  }

  /** Ends the thread; whoever waits gets an error. The next question starts it anew. */
  async close(): Promise<void> {
    const worker = this.worker;
    if (!worker) return;
    this.lose(worker, new Error("The thread was closed."));
    await worker.terminate();
  }

  private start(): Worker {
    // Options of this process, such as a loader's, are not the thread's.
    const worker = new Worker(this.path, { execArgv: [] });
    worker.unref();
    this.loaded = new Promise<Answer>((resolve, reject) => {
      this.await(worker, READY, { resolve, reject });
    });
    // Whoever waits for it gets the error; nobody needs to.
    this.loaded.catch(() => undefined);
    worker.on("message", (message: ThreadAnswer<Answer>) => {
      // One that was given up says its last words.
      if (this.worker !== worker) return;
      const waiting = this.settle(worker, message.id);
      if ("answer" in message) waiting?.resolve(message.answer);
      else waiting?.reject(errorOf(message.failure));
    });
    worker.on("error", (error) => {
      if (this.worker === worker) logger().error({ err: error, thread: this.path }, "a thread crashed");
      this.lose(worker, error instanceof Error ? error : new Error(String(error)));
    });
    worker.on("exit", (code) => this.lose(worker, new Error(`The thread ended with code ${code}.`)));
    return worker;
  }

  private settle(worker: Worker, id: number): Waiting<Answer> | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    clearTimeout(this.patience);
    if (this.waiting.size === 0) worker.unref();
    else this.watch(worker);
    return waiting;
  }

  private await(worker: Worker, id: number, waiting: Waiting<Answer>): void {
    this.waiting.set(id, waiting);
    worker.ref();
    if (this.waiting.size === 1) this.watch(worker);
  }

  /** From the first question, and from each answer while there are more. */
  private watch(worker: Worker): void {
    this.patience = setTimeout(() => {
      logger().error({ thread: this.path }, "a thread that says nothing is ended");
      this.lose(worker, new Error("The thread did not answer."));
      void worker.terminate();
    }, this.patienceMs).unref();
  }

  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    clearTimeout(this.patience);
    const lost = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of lost) reject(error);
  }
}

function errorOf({ name, message, stack }: { name: string; message: string; stack: string | undefined }): Error {
  return Object.assign(new Error(message), { name, stack });
}
