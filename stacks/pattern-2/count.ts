import type { Deployment } from "../../workflow/deployment";
import { retry, type States } from "../asl";
import { recordNumberOfTasks } from "./records";

/** The state in which counting begins, when launching is over. */
export const countStart = "FindMapRun";

const pauseSeconds = 5;

const sfn = (call: string, parameters: object, result: object, resultPath: string) => ({
  Type: "Task",
  Resource: `arn:aws:states:::aws-sdk:sfn:${call}`,
  Parameters: parameters,
  ResultSelector: result,
  ResultPath: resultPath,
  Retry: [retry(["States.ALL"], 6)],
});

/** Asks Step Functions how many entries there were, and writes it into the run's row. Nothing is caught: see monitor-loop. */
export const countStates = (deployment: Deployment, next: string): States => ({
  [countStart]: {
    ...sfn("listMapRuns", { "ExecutionArn.$": "$$.Execution.Id" }, { "runs.$": "$.MapRuns" }, "$.found"),
    Next: "CheckMapRun",
  },
  CheckMapRun: {
    Type: "Choice",
    Choices: [{ Variable: "$.found.runs[0]", IsPresent: true, Next: "DescribeMapRun" }],
    Default: next,
  },
  DescribeMapRun: {
    ...sfn(
      "describeMapRun",
      { "MapRunArn.$": "$.found.runs[0].MapRunArn" },
      { "status.$": "$.Status", "entries.$": "$.ItemCounts.Total" },
      "$.count",
    ),
    Next: "CheckIfMapRunEnded",
  },
  CheckIfMapRunEnded: {
    Type: "Choice",
    Choices: [{ Variable: "$.count.status", StringEquals: "RUNNING", Next: "WaitForMapRun" }],
    Default: "RecordNumberOfTasks",
  },
  WaitForMapRun: { Type: "Wait", Seconds: pauseSeconds, Next: "DescribeMapRun" },
  RecordNumberOfTasks: recordNumberOfTasks(deployment, next),
});
