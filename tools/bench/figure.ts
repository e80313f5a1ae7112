/** One measured number, beside what it is compared with. */
export interface Figure {
  /** Subject and measure: `subject: measure`. */
  readonly what: string;
  readonly unit: string;
  /** The median, where it was measured several times. */
  readonly value: number;
  /** The smallest and the largest of several measurements. */
  readonly spread?: readonly [number, number];
  /** The number it is compared with, in the same unit. */
  readonly comparedWith?: { readonly what: string; readonly value: number };
}

/** A measurement that takes a while, and is a test of nothing. */
export interface Bench {
  readonly name: string;
  readonly run: () => Promise<readonly Figure[]>;
}

/** The middle of several measurements. @throws Error when there is none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new Error("There is no median of nothing: measure at least once");
  return (low + high) / 2;
}

/** Median and spread of several measurements, as a figure shows them. */
export const summary = (values: readonly number[]): Required<Pick<Figure, "value" | "spread">> => ({
  value: median(values),
  spread: [Math.min(...values), Math.max(...values)],
});
