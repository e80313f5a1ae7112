import type { Deployment } from "../../workflow/deployment";
import { workflowErrors } from "../../workflow/errors";
import { fail, present, type States } from "../asl";
import { foreignDeployment, specDefaults, specDefaultsStart } from "../spec-defaults";
import type { recordStarts } from "../records";

/** The state in which the checks begin, with the execution's input. */
export const checkStart = "CheckTaskList";

/** Entries whose states fit into the history of one execution, each tried once more. */
const longestList = 1_000;

const refuse = (fault: string) => fail(workflowErrors.invalidSpec, `${fault} Nothing was started.`);

const redriveOf = "$.spec.redriveOf";

/**
 * Checks what Amazon States Language can check of a spec, before anything is written or launched, and leaves
 * `$.spec`, the spec with the deployment's values filled in, and `$.entryDefaults`, what each entry may leave out.
 *
 * Unknown attributes and wrong types are beyond it: the tools of this repository check the whole schema before they start
 * an execution.
 *
 * @param next the states that follow when nothing is wrong: of a run, and of one that redrives another
 */
export const checkStates = (deployment: Deployment, maxTimeoutSeconds: number, next: typeof recordStarts): States => ({
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
        Next: specDefaultsStart,
      },
    ],
    Default: "NoTaskList",
  },
  NoTaskList: refuse(
    "taskList must be a list of at least one task, each with taskName and objectKey. " +
      "A list in S3, taskSource, is for patterns 1 and 3.",
  ),

  ...specDefaults(deployment, {
    maxTimeoutSeconds,
    fault: "workflowRunId and redriveOf must be strings",
    next: "CountEntries",
  }),
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
      { And: [present(redriveOf), { Not: { Variable: redriveOf, IsString: true } }], Next: foreignDeployment },
      { Variable: "$.count.entries", NumericGreaterThan: longestList, Next: "ListTooLong" },
      { Variable: redriveOf, IsPresent: true, Next: next.redrive },
    ],
    Default: next.run,
  },
  EntryWithoutName: refuse("Each entry of taskList needs a taskName."),
  EntryWithoutKey: refuse("Each entry of taskList needs an objectKey."),
  DuplicateTaskName: refuse("Each taskName may be used once in taskList."),
  ListTooLong: refuse(
    `taskList may have at most ${longestList} tasks, ` +
      "more would not fit into the execution's history: split it, or use pattern 1, whose list may lie in S3, or pattern 3.",
  ),
});
