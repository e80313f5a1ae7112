import { workflowErrors } from "../../workflow/errors";
import { copyJob } from "../../workflow/job";
import type { SpecContext } from "../../workflow/spec-rules";
import { jsonata, rule, type States } from "../asl";
import { laterRoomWaits } from "./entry-states";
import { specRefusal } from "./fault-expressions";
import { withJobDefaults } from "./overrides-expression";

/** The state in which the checks begin, with the execution's input. */
export const checkStart = "CheckSpec";

const refusal = "$states.input.refusal";

/** Attributes that a spec may leave out. */
export interface Pattern2Defaults {
  /** The longest `timeoutSeconds` of a workflow too. */
  readonly maxTimeoutSeconds: number;
  readonly launchConcurrency: number;
  readonly toleratedLaunchFailurePercentage: number;
  /** Days for which rows are kept. @default for ever */
  readonly retentionDays?: number | undefined;
}

/** The shortest pause, on average, before ECS is asked again for what it has had no room for in hours: seconds. */
const laterWaitSeconds = 60;

/** Defaults of what a spec leaves out. The digits of the start time are the run's id: `runIdFromStartTime` makes the same in code. */
const defaultsOf = ({ deployment, job = copyJob }: SpecContext, defaults: Pattern2Defaults): string => `$merge([
${JSON.stringify(deployment)},
{
"workflowRunId": $substring($replace($states.context.Execution.StartTime, /[^0-9]+/, "") & "000", 0, 17),
"timeoutSeconds": ${defaults.maxTimeoutSeconds},
"launchConcurrency": ${defaults.launchConcurrency},
"toleratedLaunchFailurePercentage": ${defaults.toleratedLaunchFailurePercentage}
},
$states.input,
${withJobDefaults(job, "$states.input")}])`;

/** Time at which the rows that the state machine writes expire: text, of digits alone. */
const expiryOf = ({ retentionDays }: Pattern2Defaults): string =>
  retentionDays === undefined
    ? ""
    : `,
"expiresAt": $string($floor($toMillis($states.context.Execution.StartTime) / 1000) + ${retentionDays * 86_400})`;

/**
 * Of a spec that is right: itself, complete; where its list lies, if in S3; how many entries it has, as far as that is known;
 * and what each of them is told.
 */
const completeSpec = (
  context: SpecContext,
  defaults: Pattern2Defaults,
): string => `($spec := ${defaultsOf(context, defaults)};
{
"refusal": "",
"spec": $spec,
"source": $exists($spec.taskSource) ? $merge([{"bucket": $spec.s3BucketName}, $spec.taskSource]) : {},
"count": {"entries": $count($spec.taskList)},
"launchConcurrency": $min([$spec.launchConcurrency, $spec.maxConcurrency]),
"run": {
"executionArn": $states.context.Execution.Id,
"workflowName": $spec.workflowName,
"workflowRunId": $spec.workflowRunId,
"s3BucketName": $spec.s3BucketName,
"targetFolder": $spec.targetFolder,
"simulatedWorkSeconds": $spec.simulatedWorkSeconds,
"keepsSlots": $exists($spec.maxConcurrency),
"taskDefaults": $spec.taskDefaults,
"subnets": [$split($spec.subnetIdLiteral, $spec.separator)],
"securityGroups": [$spec.securityGroupId],
"assignPublicIp": $spec.assignPublicIp,
"deadlineMilliseconds": $toMillis($states.context.Execution.StartTime) + $spec.timeoutSeconds * 1000,
"laterWaitSeconds": $max([${laterWaitSeconds}, $ceil($spec.timeoutSeconds / ${laterRoomWaits})])${expiryOf(defaults)}
}
})`;

/**
 * Checks a spec by the rules that the tools go by, before anything is written or launched, and fills in what it leaves out.
 *
 * @param next the state that follows when nothing is wrong
 */
export const checkStates = (context: SpecContext, defaults: Pattern2Defaults, next: string): States => ({
  [checkStart]: {
    Type: "Pass",
    Output: jsonata(`($refusal := ${specRefusal(context, "$states.input")};
$refusal = "" ? ${completeSpec(context, defaults)} : {"refusal": $refusal})`),
    Next: "IsSpecValid",
  },
  IsSpecValid: {
    Type: "Choice",
    Choices: [rule(`${refusal} = ""`, next)],
    Default: "SpecRefused",
  },
  SpecRefused: { Type: "Fail", Error: workflowErrors.invalidSpec, Cause: jsonata(refusal) },
});
