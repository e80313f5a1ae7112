import type { Construct } from "constructs";
import type { Statement } from "../../modules/service-role";
import type { Settings } from "../settings";
import specTemplate from "../../spec-templates/workflow_specs_pattern_3.json";
import { bucketFolders } from "../../workflow/bucket-folders";
import { KitStack } from "../kit-stack";
import { pattern3Definition } from "./definition";

/** One vCPU: once all are launched, the monitor counts up to a million rows, which takes a core for a minute. */
const monitorMemoryMib = 1_769;

/** Pattern 3: a Distributed Map starts the tasks of a list in S3. */
export class Pattern3Stack extends KitStack {
  constructor(scope: Construct, settings: Settings) {
    // A run writes in hours what no table with a steady capacity would be made for.
    super(scope, { pattern: 3, settings: { ...settings, billingMode: "PAY_PER_REQUEST" }, monitorMemoryMib });
    const { monitorArn, deployment } = this;
    const definition = pattern3Definition({ monitorArn, clusterArn: this.cluster.arn, deployment, ...settings });
    this.addStateMachine(
      definition,
      [
        ...this.tables.statements(["PutItem", "UpdateItem"], ["UpdateItem"]),
        ...this.task.runStatements(this.cluster),
        { sid: "InvokeFunctions", actions: ["lambda:InvokeFunction"], resources: [monitorArn] },
        ...this.mapRunStatements(),
        ...this.bucket.readListStatements(),
        ...this.bucket.writeResultsStatements(bucketFolders.launches),
      ],
      specTemplate,
    );
  }

  /**
   * Starting, counting and stopping the executions of entries. The state machine's own ARN is made of its name: its role
   * exists before it.
   */
  private mapRunStatements(): Statement[] {
    const arn = (resource: string) => `arn:aws:states:${this.settings.region}:${this.accountId}:${resource}`;
    return [
      { sid: "StartEntries", actions: ["states:StartExecution"], resources: [arn(`stateMachine:${this.name}`)] },
      {
        sid: "FollowEntries",
        actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [arn(`execution:${this.name}:*`), arn(`execution:${this.name}/*:*`)],
      },
      { sid: "FindMapRuns", actions: ["states:ListMapRuns"], resources: [arn(`execution:${this.name}:*`)] },
      { sid: "CountEntries", actions: ["states:DescribeMapRun"], resources: [arn(`mapRun:${this.name}/*:*`)] },
    ];
  }
}
