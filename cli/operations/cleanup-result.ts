import type { CleanupPlan, EndedRun } from "./cleanup-plan";

/** What can be cleaned up. */
export const cleanable = ["rows", "copies", "images"] as const;
export type Cleanable = (typeof cleanable)[number];

/** What `cleanup --json` prints of each deployment. */
export interface CleanedUp {
  readonly pattern: number;
  /** False as long as it is a plan. */
  readonly deleted: boolean;
  readonly runs: readonly string[];
  readonly rows: number;
  readonly copies: readonly string[];
  readonly images: readonly string[];
  /** Runs that have not ended, which are left alone. */
  readonly running: number;
}

/** The keys of the objects that the tasks of a run wrote. */
export const copiesOf = ({ tasks }: EndedRun): string[] =>
  tasks.flatMap(({ destination_key }) => (destination_key === undefined ? [] : [destination_key]));

/** What a plan deletes. */
export function resultOf({ stack, scope, runs, running, images }: CleanupPlan, deleted: boolean): CleanedUp {
  const wants = (one: Cleanable): boolean => scope.only.includes(one);
  return {
    pattern: stack.pattern,
    deleted,
    runs: runs.map(({ summary }) => summary.workflow_run_id),
    rows: wants("rows") ? runs.reduce((sum, { tasks }) => sum + tasks.length + 1, 0) : 0,
    copies: wants("copies") ? runs.flatMap(copiesOf) : [],
    images: images?.digests ?? [],
    running,
  };
}

export const isNothing = ({ rows, copies, images }: CleanedUp): boolean => rows + copies.length + images.length === 0;
