import type { Construct } from "constructs";
import type { Settings } from "../settings";
import specTemplate from "../../spec-templates/workflow_specs_pattern_2.json";
import { KitStack } from "../kit-stack";
import { pattern2Definition } from "./definition";

/** Pattern 2: the state machine itself starts the tasks. */
export class Pattern2Stack extends KitStack {
  constructor(scope: Construct, settings: Settings) {
    super(scope, { pattern: 2, settings });
    const { monitorArn, deployment } = this;
    const definition = pattern2Definition({ monitorArn, clusterArn: this.cluster.arn, deployment, ...settings });
    const statements = [
      ...this.tables.statements(["PutItem"], ["UpdateItem"]),
      ...this.task.runStatements(this.cluster),
      { sid: "InvokeFunctions", actions: ["lambda:InvokeFunction"], resources: [monitorArn] },
    ];
    this.addStateMachine(definition, statements, specTemplate);
  }
}
