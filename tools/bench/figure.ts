import { table, type Column } from "../terminal/table";

/** One measured number, beside what it is compared with and what it may come to, all in one unit. */
export interface Figure {
  /** Subject and measure: `subject: measure`. */
  readonly what: string;
  readonly unit: string;
  /** Each measurement; their median is the figure. */
  readonly values: readonly number[];
  readonly comparedWith?: { readonly what: string; readonly value: number };
  /** The largest value that meets the goal. @default there is no goal */
  readonly goal?: number;
}

/** A measurement that takes a while, and is a test of nothing. */
export interface Bench {
  readonly name: string;
  readonly run: () => Promise<readonly Figure[]>;
}

/** The middle of several measurements; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = NaN, high = NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return (low + high) / 2;
}

/** True where a figure meets its goal, or has none. */
export const meetsGoal = ({ values, goal = Infinity }: Figure): boolean => median(values) <= goal;

const number = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const format = (value: number): string => number.format(value);

/** The ends of several measurements; nothing where they read the same. */
function spread(values: readonly number[]): string {
  const ends = [Math.min(...values), Math.max(...values)].map(format);
  return new Set(ends).size > 1 ? ends.join(" to ") : "";
}

const columns: readonly Column<Figure>[] = [
  { heading: "Figure", cell: ({ what }) => what },
  { heading: "Value", cell: ({ values, unit }) => `${format(median(values))} ${unit}` },
  { heading: "Spread", cell: ({ values }) => spread(values) },
  { heading: "Compared with", cell: ({ comparedWith: other }) => other && `${other.what}: ${format(other.value)}` },
  {
    heading: "Ratio",
    cell: ({ values, comparedWith: { value } = { value: 0 } }) => (value === 0 ? "" : format(median(values) / value)),
  },
  {
    heading: "Goal",
    cell: (figure) =>
      figure.goal === undefined ? "" : `${meetsGoal(figure) ? "met" : "NOT MET"}: at most ${format(figure.goal)}`,
  },
];

/** Figures for people, a row each. */
export const figureTable = (figures: readonly Figure[], terminalColumns?: number): string =>
  table(columns, figures, terminalColumns);
