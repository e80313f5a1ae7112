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
