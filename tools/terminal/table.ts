import Table from "cli-table3";
import { stripVTControlCharacters } from "node:util";
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
 * @param terminalColumns how wide the terminal is; without one, lines do not wrap
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], terminalColumns = Infinity): string {
  const cells = [
    columns.map(({ heading }) => pc.bold(heading)),
    ...rows.map((row) => columns.map(({ cell }) => String(cell(row) ?? ""))),
  ];
  const widths = fitted(
    columns.map((_, column) => Math.max(...cells.map((texts) => visibleLength(texts[column] ?? "")))),
    terminalColumns - gap * (columns.length - 1),
  );
  const grid = new Table({
    chars: noBorders,
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": gap },
    colAligns: columns.map(({ align = "left" }) => align),
  });
  const links: string[] = [];
  const linked = (content: string, url?: string) =>
    url === undefined ? content : { content, href: String(links.push(url) - 1) };
  grid.push(
    ...cells.map((texts, line) =>
      texts.map((text, column) => {
        const row = rows[line - 1];
        const content = wrapAnsi(text, widths[column] ?? 0, { hard: true, trim: false });
        return linked(content, row && columns[column]?.href?.(row));
      }),
    ),
  );
  const text = grid.toString().replace(linkStart, (_, link: string) => linkTo(links[Number(link)] ?? ""));
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** The beginning of a link in a terminal. "Hyperlinks in terminal emulators", https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
const linkTo = (url: string): string => `\u001b]8;;${url}\u0007`;

// cli-table3 counts a URL with a dollar sign as text of the cell: it is given the link's number in place of it.
// eslint-disable-next-line no-control-regex -- as terminals have it
const linkStart = /\u001b\]8;;(\d+)\u0007/g;

/** The widths, the widest of them made narrower until all fit. */
function fitted(widths: readonly number[], room: number): number[] {
  const narrowed = [...widths];
  for (;;) {
    const over = narrowed.reduce((sum, width) => sum + width, 0) - room;
    const widest = narrowed.indexOf(Math.max(...narrowed));
    const [, second = narrowest] = [...narrowed].sort((left, right) => right - left);
    const width = narrowed[widest] ?? 0;
    if (over <= 0 || width <= narrowest) return narrowed;
    // One of several that are as wide gives way by a column, then the next one.
    narrowed[widest] = Math.max(width - over, Math.min(second, width - 1), narrowest);
  }
}

const sides = ["top", "bottom", "mid", "left", "right"] as const;
const borders = [
  ...sides,
  ...["top-mid", "top-left", "top-right", "bottom-mid", "bottom-left", "bottom-right"],
  ...["left-mid", "mid-mid", "right-mid", "middle"],
];
const noBorders = Object.fromEntries(borders.map((name) => [name, ""]));

/** Colours do not count. */
const visibleLength = (text: string): number => stripVTControlCharacters(text).length;
