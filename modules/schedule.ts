import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { useKeyStatements } from "./encryption";
import { ServiceRole } from "./service-role";
import type { Target } from "./target";

interface ScheduleProps {
  readonly target: Target;
  readonly stateMachineArn: string;
  /** Of EventBridge Scheduler: `rate(…)`, `cron(…)` or `at(…)`. */
  readonly expression: string;
  /** A name of the IANA time zone database. */
  readonly timezone: string;
  /** The input of each execution, JSON. */
  readonly input: string;
}

/** Time for which an execution that could not be started is tried again: seconds. */
const retriedSeconds = 3_600;

/** The most that SQS keeps a message: seconds. SQS API reference, SetQueueAttributes, MessageRetentionPeriod. */
const keptSeconds = 1_209_600;

/**
 * A schedule of EventBridge Scheduler that starts executions of one state machine. What could not be started goes to a queue of dead
 * letters. EventBridge Scheduler delivers at least once: two executions of one time are rare, and two runs.
 */
export class Schedule extends Construct {
  readonly deadLetterQueueName: string;

  constructor(scope: Construct, id: string, props: ScheduleProps) {
    super(scope, id);
    const { target, stateMachineArn } = props;
    const { name, kmsKeyArn } = target;
    // A role can be bound to a group of schedules, not to one: its own group has this one alone. EventBridge Scheduler user guide,
    // "Confused deputy prevention".
    const group = new SchedulerScheduleGroup(this, "group", { name });
    this.deadLetterQueueName = `${name}-schedule-dead-letters`;
    const queue = new SqsQueue(this, "dead-letters", {
      name: this.deadLetterQueueName,
      messageRetentionSeconds: keptSeconds,
      ...(kmsKeyArn ? { kmsMasterKeyId: kmsKeyArn } : { sqsManagedSseEnabled: true }),
    });
    const role = new ServiceRole(this, "role", {
      name: `${name}-schedule`,
      target,
      service: "scheduler.amazonaws.com",
      sourceArns: [group.arn],
      statements: [
        { sid: "StartExecution", actions: ["states:StartExecution"], resources: [stateMachineArn] },
        { sid: "KeepDeadLetters", actions: ["sqs:SendMessage"], resources: [queue.arn] },
        ...useKeyStatements(target, "deadLetters"),
      ],
    });
    new SchedulerSchedule(this, "schedule", {
      name,
      groupName: group.name,
      description: "Starts a run of the workflow",
      scheduleExpression: props.expression,
      scheduleExpressionTimezone: props.timezone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: stateMachineArn,
        roleArn: role.arn,
        input: props.input,
        deadLetterConfig: { arn: queue.arn },
        retryPolicy: { maximumEventAgeInSeconds: retriedSeconds, maximumRetryAttempts: 185 },
      },
      // EventBridge Scheduler tries to assume the role when it creates the schedule.
      dependsOn: [role.policy],
    });
  }
}
