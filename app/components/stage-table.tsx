import { Badge, Text } from "@shopify/polaris";
import type { StageRow } from "../reports/maturity.types.ts";
import { DataTable } from "./data-table.tsx";
import { useWords } from "./words.tsx";

/** The five stages with what each asks for, and which of it the store has reached. */
export function StageTable({ rows }: { rows: readonly StageRow[] }) {
  const { t, f } = useWords();
  const numeric = true;
  const age = ({ stage, minAgeDays }: StageRow) =>
    stage === "just started"
      ? t("maturity.table.noSales")
      : minAgeDays === null
        ? t("maturity.table.any")
        : t("maturity.table.days", { days: f.count(minAgeDays) });
  const pace = ({ stage, minOrdersPerDay, paceMustExceed }: StageRow) =>
    stage === "just started"
      ? t("maturity.table.noSales")
      : minOrdersPerDay === null
        ? t("maturity.table.any")
        : t(paceMustExceed ? "maturity.table.moreThan" : "maturity.table.atLeast", {
            pace: f.decimal(minOrdersPerDay),
          });
  return (
    <DataTable
      caption={t("maturity.table.region")}
      columns={[
        { heading: t("maturity.table.stage") },
        { heading: t("maturity.table.age") },
        { heading: t("maturity.table.pace") },
        { heading: t("maturity.table.share"), numeric },
      ]}
      rows={rows.map((row) => ({
        key: row.stage,
        emphasised: row.isCurrent,
        cells: [
          <>
            {t(`stage.${row.stage}.name`)} {row.isCurrent && <Badge tone="info">{t("maturity.table.current")}</Badge>}
          </>,
          <Bound key="age" text={age(row)} met={row.minAgeDays === null ? null : row.ageMet} />,
          <Bound key="pace" text={pace(row)} met={row.minOrdersPerDay === null ? null : row.paceMet} />,
          f.rateShort(row.retentionShare),
        ],
      }))}
    />
  );
}

/** A bound and whether it is reached; nothing is said where the stage asks for none. */
function Bound({ text, met }: { text: string; met: boolean | null }) {
  const { t } = useWords();
  return (
    <>
      {text}{" "}
      {met !== null && (
        <Text as="span" variant="bodySm" tone={met ? "success" : "subdued"}>
          {t(met ? "maturity.table.met" : "maturity.table.notMet")}
        </Text>
      )}
    </>
  );
}
