import { styleText } from "node:util";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** A column of a table, by what a row shows in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string | number | undefined;
  /** @default "left" */
  readonly align?: "left" | "right";
}

/** Between two columns. */
const gap = 2;
const narrowest = 12;

/**
 * A table of text, plain and without borders, so that it can be searched and cut. Where the terminal is too narrow, the widest
 * columns give way: their words go over several lines, and are broken only where a word alone is wider.
 *
 * @param terminalColumns width of the terminal; without one, lines do not wrap
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], terminalColumns = Infinity): string {
  const lines = [
    columns.map(({ heading }) => styleText("bold", heading)),
    ...rows.map((row) => columns.map(({ cell }) => String(cell(row) ?? ""))),
  ];
  const widths = fitted(
    columns.map((_, index) => Math.max(...lines.map((cells) => stringWidth(cells[index] ?? "")))),
    terminalColumns - gap * (columns.length - 1),
  );
  return lines
    .flatMap((cells) => {
      const blocks = cells.map((text, index) => wrapAnsi(text, widths[index] ?? 0, { hard: true }).split("\n"));
      return Array.from({ length: Math.max(...blocks.map(({ length }) => length)) }, (_, line) =>
        blocks
          .map((block, index) => padded(block[line] ?? "", widths[index] ?? 0, columns[index]?.align))
          .join(" ".repeat(gap)),
      );
    })
    .map((line) => line.trimEnd())
    .join("\n");
}

function padded(text: string, width: number, align: Column<never>["align"]): string {
  const blanks = " ".repeat(Math.max(0, width - stringWidth(text)));
  return align === "right" ? blanks + text : text + blanks;
}

/** The widths, the widest of them made narrower until all fit. */
function fitted(widths: readonly number[], room: number): number[] {
  const narrowed = [...widths];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const widest = Math.max(...narrowed);
    if (widest <= narrowest) break;
    narrowed[narrowed.indexOf(widest)] = widest - 1;
  }
  return narrowed;
}
