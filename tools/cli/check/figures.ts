import { launchSeconds, limits } from "../../../workflow/limits";
import { recordedBytes, specBytes } from "../../../workflow/parse-spec";
import type { CompleteSpec } from "../../../workflow/spec";
import type { DeployedStack } from "../outputs";

/** Need of a run for one resource, and how much of it there is. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: "bytes" | "seconds";
}

/** An entry takes so long to launch, half of it RunTask: seconds. */
const secondsInLaunch = 1;

/** Duration of launching, by the quotas of a new account and by how many entries are in launching at once: seconds. */
const launchingSeconds = (entries: number, concurrency: number): number =>
  Math.max(launchSeconds(entries), entries <= concurrency ? 0 : (entries * secondsInLaunch) / concurrency);

/**
 * Needs of a run, and what there is.
 *
 * @param input the spec as it is given
 * @param entries in its list; undefined where nobody has looked
 */
export function figuresOf(
  input: unknown,
  spec: CompleteSpec,
  { maxTimeoutSeconds }: DeployedStack,
  entries: number | undefined,
): Figure[] {
  const size: Figure = {
    what: "the spec in its run's row",
    value: recordedBytes(input),
    limit: specBytes,
    unit: "bytes",
  };
  if (entries === undefined) return [size];
  const { launchConcurrency = limits.launchesPerSecond, maxConcurrency = Infinity, simulatedWorkSeconds = 0 } = spec;
  const launching = launchingSeconds(entries, Math.min(launchConcurrency, maxConcurrency));
  const ofTime = { limit: spec.timeoutSeconds ?? maxTimeoutSeconds, unit: "seconds" } as const;
  return [
    size,
    { what: "launching, by the quotas of a new account, against the deadline", value: launching, ...ofTime },
    {
      what: "launching and simulated work, against the deadline",
      value: launching + Math.max(1, Math.ceil(entries / maxConcurrency)) * simulatedWorkSeconds,
      ...ofTime,
    },
  ];
}

/** The limits that a run would break, a line each. */
export const misfits = (figures: readonly Figure[]): string[] =>
  figures
    .filter(({ value, limit }) => value > limit)
    .map(({ what, value, limit, unit }) => `${what} takes ${value} ${unit}, of at most ${limit}`);
