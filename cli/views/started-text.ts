import type { StartedRun } from "../operations/start";
import { counted } from "./counted";

/** What was started, and where it can be seen. */
export const startedText = ({ pattern, workflowName, numberOfTasks, executionArn, consoleUrl }: StartedRun): string =>
  [
    `Started ${workflowName}, pattern ${pattern}, with ${counted(numberOfTasks, "task")}`,
    `  execution:  ${executionArn}`,
    `  console:    ${consoleUrl}`,
  ].join("\n");

/** How it can be followed. */
export const followHint = ({ pattern }: StartedRun): string =>
  `  follow it:  npm run workflow -- watch latest --pattern ${pattern}`;
