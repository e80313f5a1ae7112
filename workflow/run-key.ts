/** Name of a run: its workflow and its id. */
export interface RunKey {
  readonly workflowName: string;
  /** Digits. */
  readonly workflowRunId: string;
}

/** Name of a task of a run. */
export interface TaskKey extends RunKey {
  readonly taskId: string;
}
