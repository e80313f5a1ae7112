import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import pc from "./colors";

/** A column of a table, by what a row shows in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => string | number | undefined;
  /** @default "left" */
  readonly align?: "left" | "right";
  /** A page that the cell leads to, in terminals that know links. */
  readonly href?: (row: Row) => string | undefined;
}

/** Between two columns. */
const gap = 2;
const narrowest = 12;

/**
 * A table of text, plain and without borders, so that it can be searched and cut. Where the terminal is too narrow, the widest
 * columns give way: their words go over several lines, and are broken only where a word alone is wider.
 *
 * @param terminalColumns how wide the terminal is; without one, lines do not wrap, and no cell leads anywhere
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], terminalColumns = Infinity): string {
  const heading = columns.map((column) => ({ text: pc.bold(column.heading), page: undefined }));
  const lines = rows.map((row) =>
    columns.map(({ cell, href }) => ({
      text: String(cell(row) ?? ""),
      page: terminalColumns === Infinity ? undefined : href?.(row),
    })),
  );
  const all = [heading, ...lines];
  const widths = fitted(
    columns.map((_, index) => Math.max(...all.map((cells) => stringWidth(cells[index]?.text ?? "")))),
    terminalColumns - gap * (columns.length - 1),
  );
  return all
    .flatMap((cells) => {
      const blocks = cells.map(({ text, page }, index) => {
        const width = widths[index] ?? 0;
        const wrapped = wrapAnsi(text, width, { hard: true }).split("\n");
        return { wrapped, page, width, align: columns[index]?.align };
      });
      const height = Math.max(...blocks.map(({ wrapped }) => wrapped.length));
      return Array.from({ length: height }, (_, line) =>
        blocks.map((block) => padded(block, block.wrapped[line] ?? "")).join(" ".repeat(gap)),
      );
    })
    .map((line) => line.trimEnd())
    .join("\n");
}

interface Block {
  readonly page: string | undefined;
  readonly width: number;
  readonly align: Column<never>["align"];
}

function padded({ page, width, align }: Block, text: string): string {
  const blanks = " ".repeat(Math.max(0, width - stringWidth(text)));
  const shown = page === undefined || text === "" ? text : link(page, text);
  return align === "right" ? blanks + shown : shown + blanks;
}

/** A link in a terminal. "Hyperlinks in terminal emulators", https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
const link = (page: string, text: string): string => `\u001b]8;;${page}\u0007${text}\u001b]8;;\u0007`;

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
