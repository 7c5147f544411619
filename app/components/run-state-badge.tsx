import { Badge } from "@shopify/polaris";
import type { ExportRunState } from "../insights/mailing.ts";
import { useTranslate } from "./words.tsx";

const LOOKS = {
  queued: { tone: undefined, progress: "incomplete" },
  running: { tone: "info", progress: "partiallyComplete" },
  done: { tone: "success", progress: "complete" },
  doneWithRefusals: { tone: "attention", progress: "complete" },
  failed: { tone: "critical", progress: "incomplete" },
} as const satisfies Record<ExportRunState, object>;

/** How far an export run is. */
export function RunStateBadge({ state }: { state: ExportRunState }) {
  const t = useTranslate();
  const { tone, progress } = LOOKS[state];
  return (
    <Badge tone={tone} progress={progress}>
      {t(`run.state.${state}`)}
    </Badge>
  );
}
