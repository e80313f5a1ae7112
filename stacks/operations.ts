import type { TerraformStack } from "cdktf";
import { Alarms } from "../modules/alarms";
import { Dashboard } from "../modules/dashboard";
import { Schedule } from "../modules/schedule";
import { StoppedExecutions } from "../modules/stopped-executions";
import type { Target } from "../modules/target";
import type { Deployment, Pattern } from "../workflow/deployment";
import type { Settings } from "./settings/complete";
import { scheduleInput } from "./settings/schedule-spec";

interface Operated {
  readonly pattern: Pattern;
  readonly settings: Settings;
  readonly target: Target;
  readonly deployment: Deployment;
  readonly stateMachineArn: string;
  readonly monitorArn: string;
  readonly functionNames: readonly string[];
}

/** Adds what starts a state machine by the clock, watches it and the functions, and settles what nobody else would. */
export function addOperations(stack: TerraformStack, operated: Operated): void {
  const { pattern, settings, target, deployment, stateMachineArn, functionNames } = operated;
  const { schedule: expression, scheduleTimezone: timezone, scheduleSpec, schedulePattern, alarmTopicArn } = settings;
  const queueNames = [];
  if (expression !== undefined && scheduleSpec !== undefined && pattern === schedulePattern) {
    const input = scheduleInput(scheduleSpec, deployment);
    const props = { target, stateMachineArn, expression, timezone, input };
    queueNames.push(new Schedule(stack, "schedule", props).deadLetterQueueName);
  }
  const alarms = new Alarms(stack, "alarms", {
    target,
    stateMachineArn,
    functionNames,
    queueNames,
    topicArn: alarmTopicArn,
  });
  new Dashboard(stack, "dashboard", {
    target,
    stateMachineArn,
    functionNames,
    tableNames: [deployment.ddbTableNameWFSummary, deployment.ddbTableNameWFDetails],
    alarmArns: alarms.arns,
  });
  new StoppedExecutions(stack, "stopped-executions", {
    target,
    stateMachineArn,
    functionArn: operated.monitorArn,
    ofAll: settings.notificationTopicArn !== undefined,
  });
}
