import { limits } from "../../workflow/limits";
import { fail, inputWith, jsonata, retry, rule, sameInput, type State, type States } from "../asl";
import { entryRefusal } from "./fault-expressions";
import { overridesOfEntry, type Told } from "./overrides-expression";
import type { Pattern2Props } from "./props";
import type { Reader } from "./readers";
import { recordFolder, recordNotLaunched, recordRefusal, recordSubmitted, isRedriven } from "./records";
import { slotStates } from "./slot-states";
import { refusal } from "./refusal-expressions";

/**
 * Errors after which nobody knows whether the task started, and throttling. They are asked again soon, under the token that
 * they had: it starts one task however often.
 */
const askedAgainSoon = [
  "Ecs.ThrottlingException",
  "Ecs.ServerException",
  "Ecs.SdkClientException",
  "States.Timeout",
  "States.HeartbeatTimeout",
];
const soonAttempts = 1;

/** The most events in an entry's history from one pause for room to the next: a test counts them. */
export const roomWaitEvents = 17;

/** The pauses of an entry's first time, on average: so short that few seconds pass until the last entries of a list see room. */
const soon = { lastsSeconds: 7_200, waitSeconds: 55 } as const;

/**
 * Later pauses that fit into an entry's history. A tenth of it is for those that are shorter by chance, and for its other states.
 */
export const laterRoomWaits =
  Math.floor((0.9 * limits.historyEvents) / roomWaitEvents) - Math.ceil(soon.lastsSeconds / soon.waitSeconds);

const told: Told = {
  entry: "$entry",
  taskName: "$taskName",
  workflowRunId: "$run.workflowRunId",
  run: "$run",
};

/** Reads the item as an entry, and says as `fault` what is wrong with it. */
const checkEntry = (containerName: string, { entry, rule, taskName, hasFolders }: Reader): State => ({
  Type: "Pass",
  Output: jsonata(`($item := $states.input.item; $index := $states.input.index; $run := $states.input.run;
$entry := ${entry};
$taskName := ${taskName};
$fault := ${entryRefusal(rule, containerName, told)};
{
"run": $run,
"index": $index,
"taskName": $taskName,
"overrides": $fault = "" ? ${overridesOfEntry(containerName, told)} : {},
"isFolder": ${hasFolders ? "$item.Size = 0 and $contains($item.Key, /\\/$/)" : "false"},
"isEntry": $fault = "",
"reason": $fault,
"refusals": 0
})`),
  Next: "CheckIfEntry",
});

/** The token of client-token.ts: under it ECS starts one task, and a task that it started is its answer again. */
const clientToken = `${isRedriven} ? $error("redriven") : $hash($join([$states.input.run.executionArn, $string($states.input.index), $string($states.input.refusals)], " "), "SHA-256")`;

const runTask = ({ deployment, clusterArn }: Pattern2Props): State => ({
  Type: "Task",
  // What the API takes, a client token too, which the optimized integration does not.
  Resource: "arn:aws:states:::aws-sdk:ecs:runTask",
  Arguments: {
    Cluster: clusterArn,
    TaskDefinition: deployment.taskDefinition,
    Count: 1,
    ClientToken: jsonata(clientToken),
    StartedBy: jsonata("$states.input.run.workflowRunId"),
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: jsonata("[$states.input.run.subnets]"),
        SecurityGroups: jsonata("[$states.input.run.securityGroups]"),
        AssignPublicIp: jsonata("$states.input.run.assignPublicIp"),
      },
    },
    Overrides: jsonata("$states.input.overrides"),
  },
  TimeoutSeconds: 60,
  Output: inputWith({ answer: "$states.result" }),
  Retry: [retry(askedAgainSoon, soonAttempts)],
  Catch: [
    {
      ErrorEquals: ["States.ALL"],
      Output: inputWith({
        error: "$states.errorOutput",
        // The errors that are tried again here are of calls of which a task may run.
        isStartUnknown: "$states.input.isStartUnknown or $states.context.State.RetryCount > 0",
      }),
      Next: "JudgeAnswer",
    },
  ],
  Next: "JudgeAnswer",
});

/** The entry as it was, with `more`, and without the answer that was judged. */
const judged = (more: string): string =>
  jsonata(`$merge([$sift($states.input, function($v, $k) { $not($k in ["answer", "error"]) }), ${more}])`);

const isOver = "$millis() >= $states.input.run.deadlineMilliseconds";

const verdict = (comment: string, condition: string, output: string, next: string) => ({
  ...rule(condition, next, comment),
  Output: output,
});

const isStarted = "$exists($states.input.answer.Tasks[0].TaskArn)";
const withTask = judged('{"taskId": $states.input.answer.Tasks[0].TaskArn}');

/** Says why there was no task, and counts the refusals that ECS remembers. */
const refused = judged(
  `{"reason": ${refusal.reason}, "refusals": $states.input.refusals + ($exists($states.input.error) ? 0 : 1), "isStartUnknown": ${refusal.isStartUnknown}}`,
);

/**
 * A task, a refusal for good, or no room: that is asked for again until the run's deadline, after a pause. Of what every entry
 * would hear from ECS in the same words, each tells only what is new to it.
 */
const judgeAnswer: State = {
  Type: "Choice",
  Choices: [
    // Not a state of its own: entries of other runs would pay for it.
    verdict(
      "there is a task, and it takes a slot",
      `${isStarted} and $states.input.run.keepsSlots`,
      withTask,
      "RecordSlotTaken",
    ),
    verdict("there is a task", isStarted, withTask, "RecordSubmitted"),
    // The monitor finds the task.
    verdict("its token has a task", refusal.isOurs, sameInput, "LeaveToMonitor"),
    verdict("the run was stopped", isRedriven, sameInput, "LeaveToMonitor"),
    verdict("refused for good", `${refusal.isFinal} and $not(${refusal.isStartUnknown})`, refused, "RecordNotLaunched"),
    verdict("refused for good, but a task may run", refusal.isFinal, sameInput, "LeaveToMonitor"),
    verdict("the deadline is over", isOver, sameInput, "LeaveToMonitor"),
    verdict("no room, as before", `$states.input.reason = ${refusal.reason}`, refused, "WaitForRoom"),
  ],
  Default: "RecordRefusal",
  Output: refused,
};

/** One entry: its task is launched, as soon as there is room, and what became of it recorded. */
export const entryStates = (props: Pattern2Props, reader: Reader): States => ({
  CheckEntry: checkEntry(props.deployment.containerName, reader),
  CheckIfEntry: {
    Type: "Choice",
    Choices: [
      ...(reader.hasFolders ? [rule("$states.input.isFolder", "RecordFolder")] : []),
      // One whose slot was left at the deadline by an entry of which nobody knows whether it has a task would run beside that.
      rule(`$states.input.isEntry and ${isOver}`, "LeaveToMonitor", "nothing is launched any more"),
      rule("$states.input.isEntry", "RunTask"),
    ],
    Default: "RecordNotLaunched",
  },
  RunTask: runTask(props),
  JudgeAnswer: judgeAnswer,
  RecordRefusal: recordRefusal(props, "WaitForRoom"),
  WaitForRoom: {
    Type: "Wait",
    // Spread, so that together the entries that wait notice room within seconds.
    Seconds: jsonata(
      `($waited := $millis() - $toMillis($states.context.Execution.StartTime);
$wait := $waited < ${soon.lastsSeconds * 1_000} ? ${soon.waitSeconds} : $states.input.run.laterWaitSeconds;
$floor($wait * (0.75 + $random() / 2)))`,
    ),
    Next: "RunTask",
  },
  RecordSubmitted: recordSubmitted(props, { afterFailure: "LeaveToMonitor" }),
  ...slotStates(props, "LeaveToMonitor"),
  RecordNotLaunched: recordNotLaunched(props, { next: "EntryNotLaunched", afterFailure: "LeaveToMonitor" }),
  ...(reader.hasFolders ? { RecordFolder: recordFolder(props, { afterFailure: "LeaveToMonitor" }) } : {}),
  // A failure for the Map to count.
  EntryNotLaunched: fail("EntryNotLaunched", "The entry could not be launched: its row says why."),
  LeaveToMonitor: { Type: "Pass", Output: {}, End: true },
});
