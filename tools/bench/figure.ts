import { table, type Column } from "../terminal/table";

/** One measured number, beside what it is compared with and what it may come to, all in one unit. */
export interface Figure {
  /** Subject and measure: `subject: measure`. */
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly comparedWith?: { readonly what: string; readonly value: number };
  /** The largest value that meets the goal. @default there is no goal */
  readonly goal?: number;
}

/** True where a figure meets its goal, or has none. */
export const meetsGoal = ({ value, goal = Infinity }: Figure): boolean => value <= goal;

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const format = (value: number): string => number.format(value);

const columns: readonly Column<Figure>[] = [
  { heading: "Figure", cell: ({ what }) => what },
  { heading: "Value", cell: ({ value, unit }) => `${format(value)} ${unit}` },
  { heading: "Compared with", cell: ({ comparedWith: other }) => other && `${other.what}: ${format(other.value)}` },
  { heading: "Ratio", cell: ({ value, comparedWith: other }) => (other?.value ? format(value / other.value) : "") },
  {
    heading: "Goal",
    cell: (figure) =>
      figure.goal === undefined ? "" : `${meetsGoal(figure) ? "met" : "NOT MET"}: at most ${format(figure.goal)}`,
  },
];

/** Figures for people, a row each. */
export const figureTable = (figures: readonly Figure[], terminalColumns?: number): string =>
  table(columns, figures, terminalColumns);
