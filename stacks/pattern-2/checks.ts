import { fixedDeploymentKeys, type Deployment } from "../../workflow/deployment";
import { workflowErrors } from "../../workflow/errors";
import { longestListInHistory } from "../../workflow/history-events";
import { fail, type States } from "../asl";
import type { LaunchStarts } from "./launch";

/** The state in which the checks begin, with the execution's input. */
export const checkStart = "CheckTaskList";

const refuse = (fault: string) => fail(workflowErrors.invalidSpec, `${fault} Nothing was started.`);

const redriveOf = "$.spec.redriveOf";

const present = (variable: string) => ({ Variable: variable, IsPresent: true });

/**
 * Checks what Amazon States Language can check of a spec, before anything is written or launched, and leaves
 * `$.spec`, the spec with the deployment's values filled in, and `$.entryDefaults`, what each entry may leave out.
 *
 * Unknown attributes and wrong types are beyond it: the tools of this repository check the whole schema before they start
 * an execution.
 *
 * @param next the states that follow when nothing is wrong: of a run, and of one that redrives another
 */
export const checkStates = (deployment: Deployment, maxTimeoutSeconds: number, next: LaunchStarts): States => ({
  [checkStart]: {
    Type: "Choice",
    Choices: [
      {
        And: [
          present("$.taskList[0]"),
          { Not: { Variable: "$.taskList", IsString: true } },
          present("$.taskList[0].taskName"),
          present("$.taskList[0].objectKey"),
        ],
        Next: "SplitStartTime",
      },
    ],
    Default: "NoTaskList",
  },
  NoTaskList: refuse("taskList must be a list of at least one task, each with taskName and objectKey."),

  // 2026-11-24T22:48:54.123Z, or without milliseconds, becomes 20261124224854123: run-id.ts does the same in code.
  SplitStartTime: {
    Type: "Pass",
    Parameters: {
      "input.$": "$",
      "parts.$": "States.StringSplit(States.Format('{}.000Z', $$.Execution.StartTime), '.')",
    },
    Next: "SplitDateAndTime",
  },
  SplitDateAndTime: {
    Type: "Pass",
    Parameters: {
      "input.$": "$.input",
      "date.$": "States.StringSplit(States.ArrayGetItem(States.StringSplit($.parts[0], 'T'), 0), '-')",
      "time.$":
        "States.StringSplit(States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.parts[0], 'T'), 1), 'Z'), 0), ':')",
      "milliseconds.$": "States.ArrayGetItem(States.StringSplit($.parts[1], 'Z'), 0)",
    },
    Next: "AddDefaults",
  },
  AddDefaults: {
    Type: "Pass",
    Parameters: {
      "input.$": "$.input",
      defaults: {
        ...deployment,
        "workflowRunId.$":
          "States.Format('{}{}{}{}{}{}{}', $.date[0], $.date[1], $.date[2], $.time[0], $.time[1], $.time[2], $.milliseconds)",
        timeoutSeconds: maxTimeoutSeconds,
        targetFolder: "",
        simulatedWorkSeconds: 0,
      },
    },
    Next: "MergeSpec",
  },
  MergeSpec: {
    Type: "Pass",
    Parameters: { "spec.$": "States.JsonMerge($.defaults, $.input, false)" },
    Next: "CheckDeployment",
  },
  CheckDeployment: {
    Type: "Choice",
    Choices: [
      {
        And: [
          ...fixedDeploymentKeys.map((key) => ({ Variable: `$.spec.${key}`, StringEquals: deployment[key] })),
          { Variable: "$.spec.workflowRunId", IsString: true },
          { Variable: "$.spec.timeoutSeconds", IsNumeric: true },
          { Variable: "$.spec.timeoutSeconds", NumericGreaterThan: 0 },
          { Variable: "$.spec.timeoutSeconds", NumericLessThanEquals: maxTimeoutSeconds },
        ],
        Next: "CountEntries",
      },
    ],
    Default: "ForeignDeployment",
  },
  ForeignDeployment: refuse(
    `${fixedDeploymentKeys.join(", ")} must be this deployment's own or left out; ` +
      `workflowRunId and redriveOf must be strings; timeoutSeconds must be from 1 to ${maxTimeoutSeconds}.`,
  ),
  CountEntries: {
    Type: "Pass",
    Parameters: {
      "spec.$": "$.spec",
      entryDefaults: { "s3BucketName.$": "$.spec.s3BucketName" },
      count: {
        "entries.$": "States.ArrayLength($.spec.taskList)",
        "named.$": "States.ArrayLength($.spec.taskList[*].taskName)",
        "keyed.$": "States.ArrayLength($.spec.taskList[*].objectKey)",
        "names.$": "States.ArrayLength(States.ArrayUnique($.spec.taskList[*].taskName))",
      },
      empty: {
        "name.$": "States.ArrayContains($.spec.taskList[*].taskName, '')",
        "key.$": "States.ArrayContains($.spec.taskList[*].objectKey, '')",
      },
    },
    Next: "CheckEntries",
  },
  CheckEntries: {
    Type: "Choice",
    Choices: [
      { Not: { Variable: "$.count.named", NumericEqualsPath: "$.count.entries" }, Next: "EntryWithoutName" },
      { Variable: "$.empty.name", BooleanEquals: true, Next: "EntryWithoutName" },
      { Not: { Variable: "$.count.keyed", NumericEqualsPath: "$.count.entries" }, Next: "EntryWithoutKey" },
      { Variable: "$.empty.key", BooleanEquals: true, Next: "EntryWithoutKey" },
      { Not: { Variable: "$.count.names", NumericEqualsPath: "$.count.entries" }, Next: "DuplicateTaskName" },
      { And: [present(redriveOf), { Not: { Variable: redriveOf, IsString: true } }], Next: "ForeignDeployment" },
      { Variable: "$.count.entries", NumericGreaterThan: longestListInHistory(maxTimeoutSeconds), Next: "ListTooLong" },
      { Variable: redriveOf, IsPresent: true, Next: next.redrive },
    ],
    Default: next.run,
  },
  EntryWithoutName: refuse("Each entry of taskList needs a taskName."),
  EntryWithoutKey: refuse("Each entry of taskList needs an objectKey."),
  DuplicateTaskName: refuse("Each taskName may be used once in taskList."),
  ListTooLong: refuse(
    `taskList may have at most ${longestListInHistory(maxTimeoutSeconds)} tasks, ` +
      "more would not fit into the execution's history: split it, or use pattern 1.",
  ),
});
