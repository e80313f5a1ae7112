import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { addLogGroup, type LogGroupProps } from "./log-group";
import { ServiceRole, type Statement } from "./service-role";
import { sampledTraceStatement } from "./statements";

interface StateMachineProps extends LogGroupProps {
  readonly name: string;
  /** The account that is deployed to. */
  readonly accountId: string;
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
    const { name, region, accountId, definition, statements } = props;
    // Made of its name: the role exists before it. Step Functions guide, "Creating an IAM role for your state machine".
    const arn = `arn:aws:states:${region}:${accountId}:stateMachine:${name}`;
    // Groups of this name share one entry of the account's log resource policy, which is limited in size.
    const logGroup = addLogGroup(this, "logs", `/aws/vendedlogs/states/${name}`, props);
    const role = new ServiceRole(this, "role", {
      region,
      accountId,
      name: `${name}-state-machine`,
      service: "states.amazonaws.com",
      // That of a Map Run's executions has a label behind it. Step Functions API reference, DescribeExecution, stateMachineArn.
      sourceArns: [arn, `${arn}/*`],
      statements: [...statements, deliverLogsStatement, sampledTraceStatement],
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
