import type { Figure } from "./figure";

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
