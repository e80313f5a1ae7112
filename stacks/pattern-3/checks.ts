import type { Deployment } from "../../workflow/deployment";
import { workflowErrors } from "../../workflow/errors";
import { limits } from "../../workflow/limits";
import { fail, isText, present, type States } from "../asl";
import type { recordStarts } from "../records";
import { specDefaults, specDefaultsStart } from "../spec-defaults";

/** The state in which the checks begin, with the execution's input. */
export const checkStart = "CheckTaskSource";

/** What a spec may leave out. */
export interface Pattern3Defaults {
  /** The longest `timeoutSeconds` of a workflow too. */
  readonly maxTimeoutSeconds: number;
  readonly launchConcurrency: number;
  readonly toleratedLaunchFailurePercentage: number;
}

const refuse = (fault: string) => fail(workflowErrors.invalidSpec, `${fault} Nothing was started.`);

const absent = (variable: string) => ({ Not: present(variable) });

const isWhole = (variable: string, lowest: number, highest: number) => [
  { Variable: variable, IsNumeric: true },
  { Variable: variable, NumericGreaterThanEquals: lowest },
  { Variable: variable, NumericLessThanEquals: highest },
];

const redriveOf = "$.spec.redriveOf";

const isFormat = (format: string) => ({ Variable: "$.taskSource.format", StringEquals: format });

/**
 * Checks what Amazon States Language can check of a spec, before anything is written or launched, and leaves `$.spec`, the
 * spec with the deployment's values filled in, `$.source`, where its entries lie, and `$.entryDefaults`, what each of them
 * may leave out.
 *
 * @param next the states that follow when nothing is wrong
 */
export const checkStates = (deployment: Deployment, defaults: Pattern3Defaults, next: typeof recordStarts): States => ({
  [checkStart]: {
    Type: "Choice",
    Choices: [
      { ...present("$.taskList"), Next: "ListInSpec" },
      {
        And: [
          ...isText("$.taskSource.format"),
          { Or: [isFormat("JSONL"), isFormat("CSV")] },
          ...isText("$.taskSource.key"),
          absent("$.taskSource.prefix"),
        ],
        Next: specDefaultsStart,
      },
      {
        And: [
          ...isText("$.taskSource.format"),
          isFormat("PREFIX"),
          ...isText("$.taskSource.prefix"),
          absent("$.taskSource.key"),
          // Copies beside their inputs would be objects under the prefix themselves.
          ...isText("$.targetFolder"),
        ],
        Next: specDefaultsStart,
      },
    ],
    Default: "NoTaskSource",
  },
  ListInSpec: refuse("Pattern 3 reads its entries from S3: give taskSource instead of taskList."),
  NoTaskSource: refuse(
    "taskSource must have the format JSONL or CSV and a key, or the format PREFIX and a prefix; " +
      "with PREFIX, targetFolder must say where the copies go.",
  ),
  ...specDefaults(deployment, {
    maxTimeoutSeconds: defaults.maxTimeoutSeconds,
    defaults: {
      launchConcurrency: defaults.launchConcurrency,
      toleratedLaunchFailurePercentage: defaults.toleratedLaunchFailurePercentage,
    },
    checks: [
      ...isWhole("$.spec.launchConcurrency", 1, limits.mapConcurrency),
      ...isWhole("$.spec.toleratedLaunchFailurePercentage", 0, 100),
      { Or: [absent(redriveOf), { Variable: redriveOf, IsString: true }] },
    ],
    fault:
      `workflowRunId and redriveOf must be strings; launchConcurrency must be from 1 to ${limits.mapConcurrency}, ` +
      "toleratedLaunchFailurePercentage from 0 to 100",
    next: "ReadDefaults",
  }),
  ReadDefaults: {
    Type: "Pass",
    Parameters: {
      "spec.$": "$.spec",
      entryDefaults: { "s3BucketName.$": "$.spec.s3BucketName" },
      sourceDefaults: { "bucket.$": "$.spec.s3BucketName" },
    },
    Next: "ReadSource",
  },
  ReadSource: {
    Type: "Pass",
    Parameters: {
      "spec.$": "$.spec",
      "entryDefaults.$": "$.entryDefaults",
      "source.$": "States.JsonMerge($.sourceDefaults, $.spec.taskSource, false)",
      // Known once the list was read to its end.
      count: { entries: 0 },
    },
    Next: "CheckRedrive",
  },
  CheckRedrive: { Type: "Choice", Choices: [{ ...present(redriveOf), Next: next.redrive }], Default: next.run },
});
