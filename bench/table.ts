import Table from "cli-table3";
import type { Figure } from "./figure";

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });

/** How many times as large a figure is as what it stands beside; undefined where there is nothing to divide by. */
export const ratioOf = ({ value, comparedWith }: Figure): number | undefined =>
  comparedWith === undefined || comparedWith.value === 0 ? undefined : value / comparedWith.value;

const heads = ["Figure", "Value", "Spread", "Compared with", "Its value", "Ratio"] as const;

/** A figure as the cells of a row. */
export function cellsOf(figure: Figure): string[] {
  const { what, unit, value, spread, comparedWith } = figure;
  const ratio = ratioOf(figure);
  return [
    what,
    `${number.format(value)} ${unit}`,
    spread === undefined ? "" : spread.map((end) => number.format(end)).join(" to "),
    comparedWith?.what ?? "",
    comparedWith === undefined ? "" : `${number.format(comparedWith.value)} ${unit}`,
    ratio === undefined ? "" : number.format(ratio),
  ];
}

/** Figures for a terminal. */
export function printedTable(figures: readonly Figure[]): string {
  const table = new Table({ head: [...heads], style: { head: [], border: [] } });
  table.push(...figures.map(cellsOf));
  return table.toString();
}

/** Figures as a Markdown table. */
export const markdownTable = (figures: readonly Figure[]): string =>
  [heads, heads.map(() => "---"), ...figures.map(cellsOf)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
