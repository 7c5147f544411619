import { clipped } from "../text-width.ts";
import { number, percent, textTable, UNKNOWN } from "../text-table.ts";
import { note, section, words } from "./section.ts";
import type { Available, Format, Section } from "./section.ts";

type Persona = Available<"personas">[number];
type Figures = NonNullable<Persona["figures"]>;
type Values = Figures["products"];

const KINDS = [
  ["products", "product"],
  ["channels", "channel"],
  ["countries", "country"],
  ["languages", "language"],
  ["cities", "city"],
] as const;
/** Values of a kind that are shown. */
const VALUES = 3;
const NAME = 26;

/** What is typical of the members of each group. */
export const PERSONA_SECTION: Readonly<Record<string, Section>> = {
  personas: section("Typical customers of each RFM group", (personas: Available<"personas">, money: Format) => {
    const small = personas.some(({ figures }) => figures === null)
      ? " Of a group of fewer than 30 people nothing is shown."
      : "";
    const traits = personas.flatMap(({ segment, figures }) => (figures === null ? [] : traitRows(segment, figures)));
    // A file without discounts says 0 of each group: that is no news.
    const discounted = personas.some(({ figures }) => (figures?.discountShare ?? 0) > 0);
    return (
      note(
        `Days: median days between orders, with the quartiles; a dash where fewer than 30 people have any.${small}`,
      ) +
      textTable(
        ["group", "customers", "orders each", "mean value", ...(discounted ? ["discounted"] : []), "days", "quartiles"],
        personas.map(({ segment, figures }) => [
          words(segment),
          ...(figures === null
            ? Array<string>(discounted ? 6 : 5).fill(UNKNOWN)
            : figureCells(figures, discounted, money)),
        ]),
      ) +
      (traits.length === 0
        ? ""
        : note("What at least 30 of a group share, with the share of those of whom it is known:") +
          textTable(["", "", ""], traits, { left: 3 }))
    );
  }),
};

function figureCells(figures: Figures, discounted: boolean, money: Format): string[] {
  const { daysBetweenOrders: days, averageOrderValueMinor: mean } = figures;
  return [
    number(figures.customers),
    number(figures.ordersPerCustomer, 2),
    money(mean === null ? null : Math.round(mean)),
    ...(discounted ? [percent(figures.discountShare)] : []),
    number(days?.median ?? null),
    days === null ? UNKNOWN : `${number(days.p25)}–${number(days.p75)}`,
  ];
}

function traitRows(segment: string, figures: Figures): string[][] {
  return KINDS.flatMap(([key, name]) => {
    const text = shares(figures[key]);
    return text === null ? [] : [[words(segment), name, text]];
  });
}

function shares({ values }: Values): string | null {
  if (values.length === 0) return null;
  return values
    .slice(0, VALUES)
    .map(({ value, label, share }) => `${clipped(label ?? value, NAME)} ${percent(share, 0)}`)
    .join(", ");
}
