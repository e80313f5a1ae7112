import type { Construct } from "constructs";
import type { Statement } from "../../modules/service-role";
import type { Settings } from "../settings/complete";
import specTemplate from "../../spec-templates/workflow_specs_pattern_2.json";
import { bucketFolders } from "../../workflow/bucket";
import { KitStack } from "../kit-stack";
import { pattern2Definition } from "./definition";

/** One vCPU: once all are launched, the monitor counts up to a million rows, which takes a core for a minute. */
const monitorMemoryMib = 1_769;

/** Pattern 2: the state machine itself starts the tasks, by a Distributed Map. */
export class Pattern2Stack extends KitStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, 2, settings, monitorMemoryMib);
    const { monitorArn, deployment, job } = this;
    const definition = pattern2Definition({
      monitorArn,
      clusterArn: this.cluster.arn,
      deployment,
      job,
      maxTimeoutSeconds: settings.maxTimeoutSeconds,
      launchConcurrency: settings.launchConcurrency,
      toleratedLaunchFailurePercentage: settings.toleratedLaunchFailurePercentage,
      retentionDays: settings.retentionDays,
    });
    const statements = [
      ...this.tables.statements(["PutItem", "UpdateItem"], ["UpdateItem"]),
      ...this.task.runStatements(this.cluster),
      { sid: "InvokeFunctions", actions: ["lambda:InvokeFunction"], resources: [monitorArn] },
      ...this.mapRunStatements(),
      ...this.bucket.readListStatements(),
      ...this.bucket.writeResultsStatements(bucketFolders.launches),
    ];
    this.addStateMachine(definition, statements, specTemplate);
  }

  /**
   * Starting, counting, stopping and redriving the executions of entries. Step Functions guide, "IAM policies for using
   * Distributed Map state". The state machine's own ARN is made of its name: its role exists before it.
   */
  private mapRunStatements(): Statement[] {
    const { name, region, accountId } = this.target;
    const arn = (resource: string) => `arn:aws:states:${region}:${accountId}:${resource}`;
    return [
      { sid: "StartEntries", actions: ["states:StartExecution"], resources: [arn(`stateMachine:${name}`)] },
      {
        sid: "FollowEntries",
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [arn(`execution:${name}:*`), arn(`execution:${name}/*:*`)],
      },
      {
        sid: "RedriveEntries",
        actions: ["states:RedriveExecution"],
        resources: [arn(`execution:${name}/*:*`)],
      },
      { sid: "FindMapRuns", actions: ["states:ListMapRuns"], resources: [arn(`execution:${name}:*`)] },
      { sid: "CountEntries", actions: ["states:DescribeMapRun"], resources: [arn(`mapRun:${name}/*:*`)] },
    ];
  }
}
