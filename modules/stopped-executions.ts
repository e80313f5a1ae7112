import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import type { Target } from "./target";

interface StoppedExecutionsProps {
  readonly target: Target;
  readonly stateMachineArn: string;
  /** Is told of each execution that was stopped or that timed out. */
  readonly functionArn: string;
  /** True when it is told of all others that end, too. */
  readonly ofAll: boolean;
}

/**
 * A rule that tells a function of executions which end without a state that would: stopped by a person, or by their time limit. Step
 * Functions developer guide, "Automating Step Functions event delivery with EventBridge". Where somebody is to be told of each run, so is the function of each execution.
 */
export class StoppedExecutions extends Construct {
  constructor(scope: Construct, id: string, { target, stateMachineArn, functionArn, ofAll }: StoppedExecutionsProps) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, "rule", {
      name: `${target.name}-stopped`,
      description: ofAll
        ? "Executions that ended: the task monitor settles their runs where nobody did, and tells of them"
        : "Executions that were stopped or timed out: the task monitor settles their runs",
      eventPattern: JSON.stringify({
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["ABORTED", "TIMED_OUT", ...(ofAll ? ["SUCCEEDED", "FAILED"] : [])],
          stateMachineArn: [stateMachineArn],
        },
      }),
    });
    new LambdaPermission(this, "permission", {
      functionName: functionArn,
      action: "lambda:InvokeFunction",
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "target", { rule: rule.name, arn: functionArn });
  }
}
