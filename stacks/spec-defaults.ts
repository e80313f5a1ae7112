import { fixedDeploymentKeys, publicIpOptions, type Deployment } from "../workflow/deployment";
import { workflowErrors } from "../workflow/errors";
import { fail, type States } from "./asl";

/** The state in which the defaults begin, with the execution's input, an object. */
export const specDefaultsStart = "SplitStartTime";

/** The end of an execution whose spec is not for this deployment. */
export const foreignDeployment = "ForeignDeployment";

export interface SpecDefaultsProps {
  /** The longest `timeoutSeconds` of a workflow, and its default. */
  readonly maxTimeoutSeconds: number;
  /** Further values that a spec may leave out. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Further tests of the whole spec, `$.spec`: all must hold. */
  readonly checks?: readonly object[];
  /** What is wrong when one does not, in words. */
  readonly fault: string;
  /** The state that follows when nothing is wrong, with the whole spec as `$.spec`. */
  readonly next: string;
}

/** Fills in what a spec may leave out, and checks that it is for this deployment. */
export const specDefaults = (
  deployment: Deployment,
  { maxTimeoutSeconds, defaults = {}, checks = [], fault, next }: SpecDefaultsProps,
): States => ({
  // 2026-11-24T22:48:54.123Z, or without milliseconds, becomes 20261124224854123: run-id.ts does the same in code.
  [specDefaultsStart]: {
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
        ...defaults,
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
          { Or: publicIpOptions.map((option) => ({ Variable: "$.spec.assignPublicIp", StringEquals: option })) },
          { Variable: "$.spec.workflowRunId", IsString: true },
          { Variable: "$.spec.timeoutSeconds", IsNumeric: true },
          { Variable: "$.spec.timeoutSeconds", NumericGreaterThan: 0 },
          { Variable: "$.spec.timeoutSeconds", NumericLessThanEquals: maxTimeoutSeconds },
          ...checks,
        ],
        Next: next,
      },
    ],
    Default: foreignDeployment,
  },
  [foreignDeployment]: fail(
    workflowErrors.invalidSpec,
    `${fixedDeploymentKeys.join(", ")} must be this deployment's own or left out; ` +
      `${fault}; assignPublicIp must be ${publicIpOptions.join(" or ")}; timeoutSeconds must be from 1 to ${maxTimeoutSeconds}. Nothing was started.`,
  ),
});
