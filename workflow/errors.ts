import type { RunKey } from "./run";

/**
 * The errors a workflow can end with, by the name that Step Functions matches in `ErrorEquals` and shows as `Error`.
 */
export const workflowErrors = {
  invalidSpec: "InvalidWorkflowSpec",
  runIdUsed: "RunIdAlreadyUsed",
  redriveRefused: "RedriveRefused",
  launchFailed: "LaunchFailed",
  tasksFailed: "TasksFailed",
  listChanged: "ListChanged",
} as const;

/** An error with a name that says what happened: Step Functions shows it as `Error`, and logs and rows begin with it. */
export class NamedError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** `text`, cut where it is too long. */
export const bounded = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;

/** The refusal of a spec: a line that begins it, and a line for each fault. */
export const refusal = {
  head: "The workflow spec is not valid, nothing was started:",
  /** Number of faults that it shows: the state machine's data has no room for thousands of them. */
  faults: 20,
  faultCharacters: 500,
  /** Characters of a refused value that a fault shows. */
  valueCharacters: 100,
} as const;

const faultLines = (faults: readonly string[], total: number): string[] => [
  ...faults
    .slice(0, refusal.faults)
    .map((fault) => `- ${Array.from(fault).slice(0, refusal.faultCharacters).join("")}`),
  ...(total > refusal.faults ? [`- and ${total - refusal.faults} more`] : []),
];

/** The spec is not one this kit accepts. `message` lists the first faults with their paths. Nothing was started. */
export class InvalidWorkflowSpec extends NamedError {
  /**
   * @param faults one line a fault, `path: what is wrong`; the first of them, where there are more than are shown
   * @param total number of all of them
   */
  constructor(
    readonly faults: readonly string[],
    total = faults.length,
  ) {
    super(workflowErrors.invalidSpec, [refusal.head, ...faultLines(faults, total)].join("\n"));
  }
}

/** The list in S3 is not the one that the run began with. What was launched of that one is accounted for. */
export class ListChanged extends NamedError {
  /** @param what how it is another one */
  constructor(what: string) {
    super(
      workflowErrors.listChanged,
      `The list in S3 was changed while its run was being launched: ${what}. What was launched is followed to its end. ` +
        "Redrive the run for the rest, once the list is as it was.",
    );
  }
}

/** The earlier run cannot be redriven. Nothing was started. */
export class RedriveRefused extends NamedError {
  constructor({ workflowName, workflowRunId }: RunKey, reason: string) {
    const which = `Run ${workflowRunId} of workflow ${workflowName}`;
    super(workflowErrors.redriveRefused, `${which} cannot be redriven, nothing was started: ${reason}.`);
  }
}
