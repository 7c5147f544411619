import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import type { SyncView } from "../reports/report.types.ts";

/** What /api/freshness answers. */
interface FreshnessAnswer {
  readonly version: number;
  readonly sync: SyncView;
}

const POLL_EVERY_MS = 2_000;
/** After this many failures in a row the page says that it is not live any more. */
const FAILURES_BEFORE_NOTICE = 3;

/**
 * Keeps a page current: asks for the version of the shop's orders every 2.5 s while the page is visible and loads the page's
 * data again when it differs from `version`, the one the page was made from. EventSource would bypass App Bridge's
 * session token; an ordinary fetch carries it.
 */
export function useLiveUpdates(version: number, loaded: SyncView): { sync: SyncView; interrupted: boolean } {
  const [latest, setLatest] = useState<{ of: SyncView; sync: SyncView } | null>(null);
  const [failures, setFailures] = useState(0);
  const { revalidate, state } = useRevalidator();
  const current = useRef({ version, stage: loaded.stage, revalidate, busy: false });
  current.current = { version, stage: loaded.stage, revalidate, busy: state !== "idle" };

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leaving = new AbortController();
    const poll = async () => {
      try {
        const response = await fetch("/api/freshness", {
          headers: { accept: "application/json" },
          signal: leaving.signal,
        });
        if (!response.ok) throw new Error(`freshness answered ${response.status}`);
        const answer = (await response.json()) as FreshnessAnswer;
        setLatest({ of: loaded, sync: answer.sync });
        setFailures(0);
        const page = current.current;
        const changed = answer.version !== page.version || answer.sync.stage !== page.stage;
        if (changed && !page.busy) page.revalidate();
      } catch {
        if (!leaving.signal.aborted) setFailures((count) => count + 1);
      }
      schedule();
    };
    const schedule = () => {
      clearTimeout(timer);
      if (!leaving.signal.aborted && document.visibilityState === "visible")
        timer = setTimeout(() => void poll(), POLL_EVERY_MS);
    };
    const onVisibility = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") void poll();
    };
    document.addEventListener("visibilitychange", onVisibility);
    schedule();
    return () => {
      leaving.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, [loaded]);

  return {
    sync: latest !== null && latest.of === loaded ? latest.sync : loaded,
    interrupted: failures >= FAILURES_BEFORE_NOTICE,
  };
}
