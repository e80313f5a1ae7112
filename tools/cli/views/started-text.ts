import type { StartedRun } from "../operations/start";
import { counted } from "./counted";
import type { Hint } from "./hint";

const tasksText = ({ numberOfTasks, list }: StartedRun): string =>
  [
    numberOfTasks === undefined ? "the entries" : counted(numberOfTasks, "task"),
    ...(list === undefined ? [] : [`of ${list}`]),
  ].join(" ");

/** Tells what was started, and where it can be seen. */
export const startedText = (started: StartedRun): string => {
  const { pattern, workflowName, executionArn, consoleUrl } = started;
  return [
    `Started ${workflowName}, pattern ${pattern}, with ${tasksText(started)}`,
    `  execution:  ${executionArn}`,
    `  console:    ${consoleUrl}`,
  ].join("\n");
};

/** Commands that follow it. */
export const followHint = ({ workflowRunId, workflowName, executionArn }: StartedRun, hint: Hint): string =>
  `  follow it:  ${hint(`watch ${workflowRunId === undefined ? executionArn : `${workflowRunId} --workflow ${workflowName}`}`)}`;
