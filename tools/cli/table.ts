import Table from "cli-table3";
import pc from "../terminal/colors";

/** A column of a table, by what a row shows in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string | number | undefined;
  /** @default "left" */
  readonly align?: "left" | "right";
  /** Takes the room that the others leave in a terminal, and wraps. One column at most. */
  readonly wide?: true;
}

/** Lines and padding that a column has beside its text. */
const columnExtra = 3;
const narrowest = 20;

/**
 * A table of text. It is plain, without borders, so that it can be searched and cut.
 *
 * @param terminalColumns how wide the terminal is; without one, lines do not wrap
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], terminalColumns?: number): string {
  const cells = rows.map((row) => columns.map(({ cell }) => String(cell(row) ?? "")));
  const lengths = columns.map(({ heading }, column) =>
    Math.max(heading.length, ...cells.map((texts) => visibleLength(texts[column] ?? ""))),
  );
  const rest = columns.reduce((sum, { wide }, column) => sum + (wide ? 0 : (lengths[column] ?? 0) + columnExtra), 0);
  const wideWidth = terminalColumns === undefined ? null : Math.max(terminalColumns - rest - columnExtra, narrowest);
  const grid = new Table({
    chars: noBorders,
    head: columns.map(({ heading }) => pc.bold(heading)),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
    colAligns: columns.map(({ align = "left" }) => align),
    colWidths: columns.map(({ wide }) => (wide ? wideWidth : null)),
    wordWrap: true,
    wrapOnWordBoundary: false,
  });
  grid.push(...cells);
  return grid
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const sides = ["top", "bottom", "mid", "left", "right"] as const;
const borders = [
  ...sides,
  ...["top-mid", "top-left", "top-right", "bottom-mid", "bottom-left", "bottom-right"],
  ...["left-mid", "mid-mid", "right-mid", "middle"],
];
const noBorders = Object.fromEntries(borders.map((name) => [name, ""]));

// eslint-disable-next-line no-control-regex -- colours are what does not count
const visibleLength = (text: string): number => text.replace(/\u001b\[\d+m/g, "").length;
