import type { DetailRow } from "../../workflow/audit-rows";
import { stopGraceSeconds, stoppingSeconds } from "../../workflow/deadline";
import { mostAttempts } from "../../workflow/job";
import { limits } from "../../workflow/limits";
import { isTerminal, taskStatuses, type TaskStatus } from "../../workflow/status";
import { inputWith, rule, sameInput, type State, type States } from "../asl";
import type { Pattern2Props } from "./props";
import { recordSubmitted, updateTask } from "./records";

/** Events of a call that fails and is made again: a test counts them. */
export const slotWaitEvents = 3;

/** The longest pause between two looks at a task's row, of runs that take up to four days: seconds. */
const longestPauseSeconds = 60;

/** Calls before the longest pause is reached, when that is an hour. */
const firstCalls = 100;

/** Calls that nine tenths of an entry's history hold beside the first ones of each of its tasks. */
export const slotWaits = (0.9 * limits.historyEvents) / slotWaitEvents - mostAttempts * firstCalls;

/** After 5 s, and each time a tenth later than before. The calls of the longest run fit into an entry's history. */
function untilTheEnd(maxTimeoutSeconds: number) {
  const pauseSeconds = Math.max(longestPauseSeconds, Math.ceil(maxTimeoutSeconds / slotWaits));
  return {
    ErrorEquals: ["States.ALL"],
    IntervalSeconds: 5,
    BackoffRate: 1.1,
    MaxDelaySeconds: pauseSeconds,
    MaxAttempts: firstCalls + Math.ceil(maxTimeoutSeconds / pauseSeconds),
  };
}

const ends = Object.fromEntries(taskStatuses.filter(isTerminal).map((status) => [`:${status}`, { S: status }]));

/**
 * Waits until a task's row has an end. The call changes nothing: its condition fails before that, and it is made again. That is one
 * transition each time, where reading the row, judging it and waiting would be three.
 */
const awaitEnd = (props: Pattern2Props, next: string, onError: string): State => ({
  ...updateTask(props, {
    UpdateExpression: "SET #status = #status",
    ConditionExpression: `#status IN (${Object.keys(ends).join(", ")})`,
    ExpressionAttributeNames: { "#status": "status" satisfies keyof DetailRow },
    ExpressionAttributeValues: ends,
    ReturnValues: "ALL_NEW",
  }),
  Output: inputWith({ ended: "$states.result.Attributes" }),
  Retry: [untilTheEnd(props.maxTimeoutSeconds)],
  Catch: [{ ErrorEquals: ["States.ALL"], Output: sameInput, Next: onError }],
  Next: next,
});

/** An attribute of the row of the task that ended: an expression. */
const ended = (name: keyof DetailRow): string => `$states.input.ended.${name}.S`;

const timedOut = `${ended("status")} = "${"TimedOut" satisfies TaskStatus}"`;

/**
 * An entry that keeps its slot in the Map, of which there are as many as tasks of the run may run at once, until its last task has ended.
 * The monitor, which watches meanwhile, ends it where its container does not say so; the end of launching ends the waiting too.
 *
 * @param next follows when the slot is free
 */
export const slotStates = (props: Pattern2Props, next: string): States => ({
  RecordSlotTaken: recordSubmitted(props, { next: "AwaitEnd", afterFailure: "AwaitEnd" }),
  AwaitEnd: awaitEnd(props, "CheckIfStopped", next),
  CheckIfStopped: {
    Type: "Choice",
    Choices: [
      rule(`${timedOut} and $exists(${ended("stop_time")})`, "WaitForStop", "its stop was accepted at the deadline"),
      rule(timedOut, "WaitForLateStop", "its stop was not accepted by the deadline"),
      {
        ...rule(`$exists(${ended("followed_by")})`, "AwaitEnd", "another task follows"),
        Output: inputWith({ taskId: ended("followed_by") }),
      },
    ],
    Default: next,
  },
  // Its container may take so long after its time is over.
  WaitForStop: { Type: "Wait", Seconds: stoppingSeconds, Next: next },
  // Its stop is asked for again for so long.
  WaitForLateStop: { Type: "Wait", Seconds: stopGraceSeconds + stoppingSeconds, Next: next },
});
