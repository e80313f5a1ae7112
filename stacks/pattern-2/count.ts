import { inputWith, jsonata, retry, rule, type States } from "../asl";
import type { Pattern2Props } from "./props";
import { recordNumberOfTasks } from "./records";

const pauseSeconds = 5;

const sfn = (call: string, parameters: object, kept: Readonly<Record<string, string>>) => ({
  Type: "Task",
  Resource: `arn:aws:states:::aws-sdk:sfn:${call}`,
  Arguments: parameters,
  Output: inputWith(kept),
  Retry: [retry(["States.ALL"], 6)],
});

/** Asks Step Functions how many entries there were, and writes it into the run's row. Nothing is caught: see monitor-loop. */
export const countStates = (props: Pattern2Props, next: string): States => ({
  FindMapRun: {
    ...sfn(
      "listMapRuns",
      { ExecutionArn: jsonata("$states.context.Execution.Id") },
      { mapRunArn: "$states.result.MapRuns[0].MapRunArn" },
    ),
    Next: "CheckMapRun",
  },
  CheckMapRun: {
    Type: "Choice",
    Choices: [rule("$exists($states.input.mapRunArn)", "DescribeMapRun")],
    Default: next,
  },
  DescribeMapRun: {
    ...sfn(
      "describeMapRun",
      { MapRunArn: jsonata("$states.input.mapRunArn") },
      { mapRunStatus: "$states.result.Status", count: '{"entries": $states.result.ItemCounts.Total}' },
    ),
    Next: "CheckIfMapRunEnded",
  },
  CheckIfMapRunEnded: {
    Type: "Choice",
    Choices: [rule('$states.input.mapRunStatus = "RUNNING"', "WaitForMapRun")],
    Default: "RecordNumberOfTasks",
  },
  WaitForMapRun: { Type: "Wait", Seconds: pauseSeconds, Next: "DescribeMapRun" },
  RecordNumberOfTasks: recordNumberOfTasks(props, next),
});
