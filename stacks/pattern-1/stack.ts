import type { Construct } from "constructs";
import type { Settings } from "../settings/complete";
import specTemplate from "../../spec-templates/workflow_specs_pattern_1.json";
import { KitStack } from "../kit-stack";
import { pattern1Definition } from "./definition";

/** Pattern 1: a Lambda function starts the tasks. */
export class Pattern1Stack extends KitStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, 1, settings);
    const { monitorArn } = this;
    const { maxTimeoutSeconds } = settings;
    const launcherArn = this.addFunction({
      program: "task-launcher",
      description: "Starts the tasks of a workflow",
      statements: [
        ...this.tables.statements(["GetItem", "PutItem", "UpdateItem"], ["GetItem", "UpdateItem", "Query"]),
        ...this.task.runStatements(this.cluster),
        ...this.bucket.readListStatements(),
      ],
      gateways: ["dynamodb", "s3"],
    });
    const invoke = { sid: "InvokeFunctions", actions: ["lambda:InvokeFunction"], resources: [launcherArn, monitorArn] };
    this.addStateMachine(pattern1Definition({ launcherArn, monitorArn, maxTimeoutSeconds }), [invoke], specTemplate);
  }
}
