import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { SummaryRow } from "../../workflow/audit-rows";
import { consoleUrls } from "../../workflow/console-url";
import { deadlineOf } from "../../workflow/deadline";
import type { TaskFailure } from "../../workflow/iterator";
import { monitoredRun, type MonitorDependencies } from "./poll";
import { reportFailures } from "./report";
import { runOfExecution, type ExecutionStatusChange } from "./stopped-execution";
import { tallied } from "./tally";

/** The ends of a run that a topic is told of. Stopped: by a person. TimedOut: the time of the run, or of its execution, was over. */
type Outcome = "Completed" | "Failed" | "TimedOut" | "Stopped";

interface NotificationDependencies extends MonitorDependencies {
  readonly sns: SNSClient;
  readonly topicArn: string;
}

/**
 * Tells a topic of the run of an execution that has ended, once it is settled. A run that was told of is not told of again, but for one
 * whose row could not be marked after the message was sent: at least once. A run that is left for a redrive has not ended.
 *
 * @throws Error when SNS or DynamoDB cannot be reached: Lambda invokes the function again
 */
export async function tellOfEnd(event: ExecutionStatusChange, dependencies: NotificationDependencies): Promise<void> {
  const { detail } = event;
  const { audit, sns, topicArn, logger } = dependencies;
  const run = runOfExecution(detail, dependencies.workflowName);
  const summary = await audit.findRun(run);
  if (summary?.execution_arn !== detail.executionArn || summary.status === "Running") return;
  if (summary.notification_time !== undefined) return;
  const notification = await notificationOf(summary, detail.status, dependencies);
  await sns.send(new PublishCommand({ TopicArn: topicArn, ...messageOf(notification) }));
  await audit.annotateRun(run, { notification_time: dependencies.now().toISOString() });
  logger.info("run told of", { ...run, outcome: notification.outcome });
}

/** The message about a run that has ended. Its id is digits, times are ISO 8601 UTC, the failures are the first by their names. */
async function notificationOf(summary: SummaryRow, executionStatus: string, dependencies: MonitorDependencies) {
  const { execution_arn: executionArn, number_of_tasks: all } = summary;
  const { completed_tasks: completed = 0, failed_tasks: failed = 0, timed_out_tasks: timedOut = 0 } = summary;
  return {
    outcome: outcomeOf(summary, executionStatus),
    workflowName: summary.workflow_name,
    workflowRunId: summary.workflow_run_id,
    executionArn,
    consoleUrl: consoleUrls.execution(executionArn.split(":")[3] ?? "", executionArn),
    startTime: summary.start_time,
    endTime: summary.update_time,
    tasks: { all, completed, failed, timedOut },
    failures: summary.status === "Completed" ? [] : await failuresOf(summary, dependencies),
  };
}

function outcomeOf(summary: SummaryRow, executionStatus: string): Outcome {
  if (summary.status === "Completed") return "Completed";
  const isOver = Date.parse(summary.update_time) >= deadlineOf(summary) && (summary.timed_out_tasks ?? 0) > 0;
  if (executionStatus === "TIMED_OUT" || isOver) return "TimedOut";
  return summary.stop_reason === undefined ? "Failed" : "Stopped";
}

async function failuresOf(summary: SummaryRow, dependencies: MonitorDependencies): Promise<readonly TaskFailure[]> {
  const { workflow_name: workflowName, workflow_run_id: workflowRunId, number_of_tasks } = summary;
  const clock = dependencies.now;
  const now = clock();
  const monitored = monitoredRun({ workflowName, workflowRunId }, workflowName, now);
  const poll = { ...dependencies, ...monitored, summary, now, clock };
  const tally = await tallied(poll);
  return (await reportFailures(poll, tally, number_of_tasks - tally.recorded)).failures;
}

/** Characters of a subject: printable ASCII alone. SNS API reference, Publish. */
const subjectCharacters = 99;

/** A filter policy of a subscription may choose by the attributes. SNS developer guide, "Amazon SNS message filtering". */
const messageOf = (notification: Awaited<ReturnType<typeof notificationOf>>) => ({
  Subject: `${notification.outcome}: ${notification.workflowName}, run ${notification.workflowRunId}`
    .replace(/[^ -~]/g, "?")
    .slice(0, subjectCharacters),
  Message: JSON.stringify(notification, undefined, 2),
  MessageAttributes: {
    outcome: { DataType: "String", StringValue: notification.outcome },
    workflowName: { DataType: "String", StringValue: notification.workflowName },
  },
});
