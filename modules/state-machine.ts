import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { ServiceRole, type Statement } from "./service-role";
import type { Target } from "./target";
import { addLogGroup, traceStatement } from "./telemetry";

interface StateMachineProps {
  readonly target: Target;
  /** In Amazon States Language. */
  readonly definition: object;
  /** Permissions of its states, beyond logs and traces. */
  readonly statements: readonly Statement[];
}

/** A Standard state machine with a role of its own, which logs every event and traces every execution. */
export class StateMachine extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: StateMachineProps) {
    super(scope, id);
    const { target, definition, statements } = props;
    const { name } = target;
    // Made of its name: the role exists before it. Step Functions guide, "Creating an IAM role for your state machine".
    const arn = `arn:aws:states:${target.region}:${target.accountId}:stateMachine:${name}`;
    // Groups of this name share one entry of the account's log resource policy, which is limited in size.
    const logGroup = addLogGroup(this, "logs", `/aws/vendedlogs/states/${name}`, target);
    const role = new ServiceRole(this, "role", {
      name: `${name}-state-machine`,
      target,
      service: "states.amazonaws.com",
      // That of a Map Run's executions has a label behind it. Step Functions API reference, DescribeExecution, stateMachineArn.
      sourceArns: [arn, `${arn}/*`],
      statements: [...statements, deliverLogsStatement, traceStatement(...samplingActions)],
    });
    this.arn = new SfnStateMachine(this, "state-machine", {
      name,
      type: "STANDARD",
      roleArn: role.arn,
      definition: JSON.stringify(definition),
      // Without the data: a spec belongs into the audit trail, not into the logs.
      loggingConfiguration: { level: "ALL", includeExecutionData: false, logDestination: `${logGroup.arn}:*` },
      tracingConfiguration: { enabled: true },
      // Step Functions tries the role's permission to log when it creates the state machine.
      dependsOn: [role.policy],
    }).arn;
  }
}

/** Asking X-Ray which executions to trace. Step Functions guide, "IAM policies for tracing with X-Ray". */
const samplingActions = ["xray:GetSamplingRules", "xray:GetSamplingTargets"];

/** Step Functions' log delivery. CloudWatch gives these calls no resource. Step Functions guide, "IAM policies for logging". */
const deliverLogsStatement: Statement = {
  sid: "DeliverLogs",
  actions: [
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
  ],
  resources: ["*"],
};
