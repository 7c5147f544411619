import type { Timelines } from "../analytics/timelines.ts";
import { sharedMemoryReleased } from "../platform/released-memory.ts";
import { answerQuestions } from "../platform/thread-answers.ts";
import { compute } from "./computations.ts";
import type { ComputationName } from "./computations.ts";
import type { ShopSources } from "./computation-data.ts";
import { ReportQueryError } from "./report-query.ts";

/** What a thread is asked: to compute something from a shop's timelines, or to let go of them. */
export type ReportQuestion =
  | {
      readonly shopId: bigint;
      readonly name: ComputationName;
      readonly query: { readonly asOf: number | null };
      readonly sources: ShopSources;
      readonly nowMs: number;
      /** Given when the thread does not hold the shop's timelines of this version yet; it holds them from then on. */
      readonly timelines: Timelines | null;
    }
  | { readonly drop: bigint; readonly bytes: number };

export type ReportAnswer =
  | { readonly value: object }
  | { readonly refused: Pick<ReportQueryError, "parameter" | "message"> }
  | { readonly dropped: true };

const held = new Map<bigint, Timelines>();

/** A worker thread that computes reports over timelines in shared memory. */
answerQuestions((question: ReportQuestion): ReportAnswer => {
  if ("drop" in question) {
    held.delete(question.drop);
    sharedMemoryReleased(question.bytes);
    return { dropped: true };
  }
  const { shopId, name, query, sources, nowMs } = question;
  if (question.timelines !== null) held.set(shopId, question.timelines);
  const timelines = held.get(shopId);
  if (!timelines) throw new Error(`The thread was given no timelines of shop ${shopId}`);
  try {
    return { value: compute(name, timelines, sources, query, nowMs) };
  } catch (error) {
    if (!(error instanceof ReportQueryError)) throw error;
    return { refused: { parameter: error.parameter, message: error.message } };
  }
});
