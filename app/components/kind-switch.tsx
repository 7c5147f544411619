import { Button, ButtonGroup } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";
import { COHORT_KINDS } from "../insights/cohort-table.ts";
import type { CohortKind } from "../reports/retention.types.ts";
import { useReportUrl } from "./use-report-url.ts";
import { useWords } from "./words.tsx";

/** Chooses the kind of retention; each button prints its letter. */
export function KindSwitch({ kind }: { kind: CohortKind }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const url = useReportUrl();
  return (
    <div role="group" aria-label={t("kind.label")}>
      <ButtonGroup variant="segmented">
        {COHORT_KINDS.map((candidate) => (
          <Button
            key={candidate}
            pressed={candidate === kind}
            onClick={() => void navigate(url("/app/retention", { kind: candidate }), { preventScrollReset: true })}
          >
            {`${candidate} ${t(`kind.${candidate}.short`)}`}
          </Button>
        ))}
      </ButtonGroup>
    </div>
  );
}
