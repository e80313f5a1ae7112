import Table from "cli-table3";
import type { Figure } from "./figure";

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

/** How many times as large a figure is as what it stands beside; undefined where there is nothing to divide by. */
export const ratioOf = ({ value, comparedWith }: Figure): number | undefined =>
  comparedWith === undefined || comparedWith.value === 0 ? undefined : value / comparedWith.value;

/** A value with its unit, as people read it. */
export const valueText = ({ value, unit }: Pick<Figure, "value" | "unit">): string => `${number.format(value)} ${unit}`;

/** The ends of a figure's spread; nothing where they read the same. */
function spreadText({ spread }: Figure): string {
  const ends = spread?.map((end) => number.format(end)) ?? [];
  return new Set(ends).size > 1 ? ends.join(" to ") : "";
}

/** A figure as the lines of a cell: its value and spread, and how it stands to what it is compared with. */
export function cellOf(figure: Figure): string[] {
  const { unit, comparedWith } = figure;
  const spread = spreadText(figure);
  const own = `${valueText(figure)}${spread && ` (${spread})`}`;
  if (comparedWith === undefined) return [own];
  const ratio = ratioOf(figure);
  const other = valueText({ value: comparedWith.value, unit });
  return [own, ratio === undefined ? `beside ${other}` : `${number.format(ratio)} × ${other}`];
}

/** What a figure is about, and what of it was measured. */
export function partsOf({ what }: Figure): readonly [subject: string, measure: string] {
  const at = what.lastIndexOf(": ");
  return at < 0 ? [what, ""] : [what.slice(0, at), what.slice(at + 2)];
}

/** Figures of subjects of which the same was measured: a row for each subject, a column for each measure. */
export interface Grid {
  readonly heads: readonly string[];
  /** The lines of each cell. */
  readonly rows: readonly (readonly (readonly string[])[])[];
}

function headOf(figure: Figure): string {
  const [, measure] = partsOf(figure);
  const beside = figure.comparedWith && `beside ${figure.comparedWith.what}`;
  return [measure, beside].filter(Boolean).join(", ");
}

/** Figures as tables, in the order in which they came. */
export function gridsOf(figures: readonly Figure[]): Grid[] {
  const subjects = new Map<string, Figure[]>();
  for (const figure of figures) {
    const [subject] = partsOf(figure);
    subjects.set(subject, [...(subjects.get(subject) ?? []), figure]);
  }
  const grids = new Map<string, { heads: string[]; rows: string[][][] }>();
  for (const [subject, measured] of subjects) {
    const heads = ["", ...measured.map(headOf)];
    const key = JSON.stringify(heads);
    const grid = grids.get(key) ?? { heads, rows: [] };
    grid.rows.push([[subject], ...measured.map(cellOf)]);
    grids.set(key, grid);
  }
  return [...grids.values()];
}

const heads = ["Figure", "Value", "Spread", "Compared with", "Its value", "Ratio"] as const;

/** A figure as the cells of a row of its own. */
export function rowOf(figure: Figure): string[] {
  const { what, unit, comparedWith } = figure;
  const ratio = ratioOf(figure);
  return [
    what,
    valueText(figure),
    spreadText(figure),
    comparedWith?.what ?? "",
    comparedWith === undefined ? "" : valueText({ value: comparedWith.value, unit }),
    ratio === undefined ? "" : number.format(ratio),
  ];
}

/** Figures for a terminal, a row each. */
export function printedTable(figures: readonly Figure[]): string {
  const table = new Table({ head: [...heads], style: { head: [], border: [], compact: true } });
  table.push(...figures.map(rowOf));
  return table.toString();
}

/** Rows as a Markdown table. */
export const markdownRows = (rows: readonly (readonly string[])[]): string =>
  rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** Figures as Markdown tables. */
export const markdownTables = (figures: readonly Figure[]): string =>
  gridsOf(figures)
    .map(({ heads, rows }) =>
      markdownRows([heads, heads.map(() => "---"), ...rows.map((row) => row.map((lines) => lines.join("<br>")))]),
    )
    .join("\n\n");
