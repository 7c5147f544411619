import { counted, number, percent, textTable } from "../text-table.ts";
import { note, pairs, reasonText, section, words } from "./section.ts";
import type { Available, Format, Section } from "./section.ts";

/** A fitted parameter; without drop-out they run off to any size. */
function parameter(value: number | null): string {
  return value !== null && value >= 1e6 ? value.toExponential(3) : number(value, 3);
}

const ORDER_DAYS: Readonly<Record<string, string>> = {
  1: "the first order",
  2: "the second",
  3: "the third",
  4: "any later one",
};

/** How many movements between groups are shown. */
const MOVES = 20;

/** Reports that tell customers apart. */
export const CUSTOMER_SECTIONS: Readonly<Record<string, Section>> = {
  rfm: section("RFM groups", ({ groups, cutPoints }: Available<"rfm">, money: Format) => {
    const all = Object.values(groups).reduce((sum, size) => sum + size, 0);
    return (
      textTable(
        ["group", "customers", "share"],
        Object.entries(groups).map(([group, size]) => [words(group), number(size), percent(size / all)]),
      ) +
      textTable(
        ["cut points", "20 %", "40 %", "60 %", "80 %"],
        [
          ["days since last order", ...cutPoints.r.map((cut) => number(cut, 1))],
          ["orders", ...cutPoints.f.map((cut) => number(cut, 1))],
          ["net sales", ...cutPoints.m.map((cut) => money(Math.round(cut)))],
        ],
      )
    );
  }),
  lifecycle: section(
    "Lifecycle",
    ({ sizesByClock, bounds, pooled }: Available<"lifecycle">) =>
      note(
        "Due, at risk, lapsed: days by which 50, 80 and 95 % of those who return within so many days have returned. Where few " +
          "returns were seen the days are drawn towards 60, 120 and 240.",
      ) +
      textTable(
        ["stage", "between", "due", "at risk", "lapsed"],
        Object.entries(sizesByClock)
          .filter(([, by]) => by.between + by.due + by.atRisk + by.lapsed > 0)
          .map(([stage, by]) => [
            words(stage),
            ...[by.between, by.due, by.atRisk, by.lapsed].map((size) => number(size)),
          ]),
      ) +
      textTable(
        ["days after", "due", "at risk", "lapsed", "seen within", "returns seen"],
        [...Object.entries(bounds), ["all", pooled] as const].map(([orders, bound]) => [
          ORDER_DAYS[orders] ?? "any order",
          ...[bound.dueDays, bound.atRiskDays, bound.lapsedDays, bound.horizonDays, bound.events].map((days) =>
            number(days),
          ),
        ]),
      ),
  ),
  clv: section(
    "Models of customer lifetime value (time in weeks)",
    ({ bgNbd, mbgNbd, gammaGamma }: Available<"clv">) => {
      return pairs([
        [
          "BG/NBD",
          "unavailable" in bgNbd
            ? reasonText(bgNbd.unavailable)
            : `r ${parameter(bgNbd.r)}  alpha ${parameter(bgNbd.alpha)}  a ${parameter(bgNbd.a)}  b ${parameter(bgNbd.b)}`,
        ],
        [
          "MBG/NBD",
          `r ${parameter(mbgNbd.r)}  alpha ${parameter(mbgNbd.alpha)}  a ${parameter(mbgNbd.a)}  b ${parameter(mbgNbd.b)}` +
            (mbgNbd.dropOutVisible ? "" : "  (no drop-out visible)"),
        ],
        [
          "Gamma-Gamma",
          "unavailable" in gammaGamma
            ? reasonText(gammaGamma.unavailable)
            : `p ${parameter(gammaGamma.p)}  q ${parameter(gammaGamma.q)}  v ${parameter(gammaGamma.v)}`,
        ],
      ]);
    },
  ),

  rfmMovement: section("Movement between RFM groups", (value: Available<"rfmMovement">) => {
    const { from, to, moves } = value;
    const standings = Object.keys(from) as (keyof typeof from)[];
    const all = standings.flatMap((before) =>
      standings.map((after) => ({ before, after, customers: moves[before][after] })),
    );
    const rows = all
      .filter(({ before, after, customers }) => customers > 0 && before !== after)
      .sort((a, b) => b.customers - a.customers);
    const cut = rows.length > MOVES ? ` The ${MOVES} largest of ${rows.length} movements; --json has all.` : "";
    return (
      note(
        `From ${value.fromOn} to ${value.toOn}, ${counted(value.customers, "customer")}. Each ` +
          "day has its own cut points, so a customer can move because the others did.",
      ) +
      textTable(
        ["group", "before", "stayed", "left", "came", "after"],
        standings
          .filter((group) => from[group] + to[group] > 0)
          .map((group) => [
            words(group),
            number(from[group]),
            number(moves[group][group]),
            number(from[group] - moves[group][group]),
            number(to[group] - moves[group][group]),
            number(to[group]),
          ]),
      ) +
      (rows.length === 0
        ? note("Nobody moved.")
        : (cut === "" ? "" : note(cut.trim())) +
          textTable(
            ["from", "to", "customers"],
            rows
              .slice(0, MOVES)
              .map(({ before, after, customers }) => [words(before), words(after), number(customers)]),
            { left: 2 },
          ))
    );
  }),
};
