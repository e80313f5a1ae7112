import { workflowErrors } from "../../workflow/errors";
import { jsonata, rule, type States } from "../asl";
import { laterRoomWaits } from "./entry-states";
import { specRefusal } from "./fault-expressions";
import { withJobDefaults } from "./overrides-expression";
import type { Pattern2Props } from "./props";

/** A poll during launching that failed is tried again so long after: seconds. */
const pollPauseSeconds = 60;

const refusal = "$states.input.refusal";

/** The shortest pause, on average, before ECS is asked again for what it has had no room for in hours: seconds. */
const laterWaitSeconds = 60;

/** Defaults of what a spec leaves out. The digits of the start time are the run's id: `runIdFromStartTime` makes the same in code. */
const defaultsOf = ({ job, ...props }: Pattern2Props): string => `$merge([
${JSON.stringify(props.deployment)},
{
"workflowRunId": $substring($replace($states.context.Execution.StartTime, /[^0-9]+/, "") & "000", 0, 17),
"timeoutSeconds": ${props.maxTimeoutSeconds},
"launchConcurrency": ${props.launchConcurrency},
"toleratedLaunchFailurePercentage": ${props.toleratedLaunchFailurePercentage}
},
$states.input,
${withJobDefaults(job, "$states.input")}])`;

/** Time at which the rows that the state machine writes expire: text, of digits alone. */
const expiryOf = ({ retentionDays }: Pattern2Props): string =>
  retentionDays === undefined
    ? ""
    : `,
"expiresAt": $string($floor($toMillis($states.context.Execution.StartTime) / 1000) + ${retentionDays * 86_400})`;

/**
 * Of a spec that is right: itself, complete; where its list lies, if in S3; how many entries it has, as far as that is known;
 * what each of them is told, and what the monitor is.
 */
const completeSpec = (props: Pattern2Props): string => `($spec := ${defaultsOf(props)};
{
"refusal": "",
"spec": $spec,
"source": $exists($spec.taskSource) ? $merge([{"bucket": $spec.s3BucketName}, $spec.taskSource]) : {},
"count": {"entries": $count($spec.taskList)},
"iterator": {
"workflowName": $spec.workflowName,
"workflowRunId": $spec.workflowRunId,
"launching": true,
"waitSeconds": ${pollPauseSeconds}
},
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
"laterWaitSeconds": $max([${laterWaitSeconds}, $ceil($spec.timeoutSeconds / ${laterRoomWaits})])${expiryOf(props)}
}
})`;

/**
 * Checks a spec by the rules that the tools go by, before anything is written or launched, and fills in what it leaves out.
 *
 * @param next the state that follows when nothing is wrong
 */
export const checkStates = (props: Pattern2Props, next: string): States => ({
  CheckSpec: {
    Type: "Pass",
    Output: jsonata(`($refusal := ${specRefusal({ ...props, pattern: 2 }, "$states.input")};
$refusal = "" ? ${completeSpec(props)} : {"refusal": $refusal})`),
    Next: "IsSpecValid",
  },
  IsSpecValid: {
    Type: "Choice",
    Choices: [rule(`${refusal} = ""`, next)],
    Default: "SpecRefused",
  },
  SpecRefused: { Type: "Fail", Error: workflowErrors.invalidSpec, Cause: jsonata(refusal) },
});
