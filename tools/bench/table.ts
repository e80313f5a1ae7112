import Table from "cli-table3";
import type { Figure } from "./figure";

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

/** The ratio of a figure to the one it stands beside; undefined where there is nothing to divide by. */
export const ratioOf = ({ value, comparedWith }: Figure): number | undefined =>
  comparedWith === undefined || comparedWith.value === 0 ? undefined : value / comparedWith.value;

/** A value with its unit, as people read it. */
export const valueText = ({ value, unit }: Pick<Figure, "value" | "unit">): string => `${number.format(value)} ${unit}`;

/** The ends of a figure's spread; nothing where they read the same. */
function spreadText({ spread }: Figure): string {
  const ends = spread?.map((end) => number.format(end)) ?? [];
  return new Set(ends).size > 1 ? ends.join(" to ") : "";
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
