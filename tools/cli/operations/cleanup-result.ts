import { named, type CleanupPlan, type Counted, type EndedRun } from "./cleanup-plan";

/** Kinds of what can be cleaned up: lists that the tools wrote, and what Step Functions wrote of launches, among it. */
export const cleanable = ["rows", "copies", "lists", "launches", "images"] as const;
export type Cleanable = (typeof cleanable)[number];

/** Result of `cleanup --json` for each deployment. */
export interface CleanedUp {
  readonly pattern: number;
  /** False as long as it is a plan. */
  readonly deleted: boolean;
  readonly runs: readonly string[];
  readonly rows: number;
  readonly copies: Counted;
  readonly lists: readonly string[];
  readonly launches: readonly string[];
  readonly images: readonly string[];
  /** Runs that have not ended, which are left alone. */
  readonly running: number;
}

const none: Counted = { count: 0, first: [] };

const allCopies = (runs: readonly EndedRun[]): Counted =>
  runs.reduce(
    (sum, { copies }) => ({ count: sum.count + copies.count, first: [...sum.first, ...copies.first].slice(0, named) }),
    none,
  );

/** Deletions of a plan. */
export function resultOf({ stack, scope, runs, images, ...plan }: CleanupPlan, deleted: boolean): CleanedUp {
  const { lists, launches, running } = plan;
  const wants = (one: Cleanable): boolean => scope.only.includes(one);
  return {
    pattern: stack.pattern,
    deleted,
    runs: runs.map(({ run }) => run.workflowRunId),
    rows: wants("rows") ? runs.reduce((sum, { rows }) => sum + rows + 1, 0) : 0,
    copies: wants("copies") ? allCopies(runs) : none,
    lists,
    launches,
    images: images?.digests ?? [],
    running,
  };
}

export const isNothing = ({ rows, copies, lists, launches, images }: CleanedUp): boolean =>
  rows + copies.count + lists.length + launches.length + images.length === 0;
