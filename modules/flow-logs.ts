import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import { ServiceRole } from "./service-role";
import type { Target } from "./target";
import { addLogGroup, writeLogsStatement } from "./telemetry";

interface FlowLogsProps {
  readonly target: Target;
  readonly vpcId: string;
}

/** A record of each connection in a VPC, admitted or refused, in a log group. VPC user guide, "Publish flow logs to CloudWatch Logs". */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { target, vpcId }: FlowLogsProps) {
    super(scope, id);
    const { name } = target;
    const logGroup = addLogGroup(this, "group", `/aws/vpc/${name}`, target);
    const role = new ServiceRole(this, "role", {
      name: `${name}-flow-logs`,
      target,
      service: "vpc-flow-logs.amazonaws.com",
      sourceArns: [`arn:aws:ec2:${target.region}:${target.accountId}:vpc-flow-log/*`],
      statements: [
        writeLogsStatement(logGroup),
        { sid: "FindStreams", actions: ["logs:DescribeLogStreams"], resources: [`${logGroup.arn}:*`] },
        // This call has no resource.
        { sid: "FindLogGroups", actions: ["logs:DescribeLogGroups"], resources: ["*"] },
      ],
    });
    new FlowLog(this, "flow-log", {
      vpcId,
      trafficType: "ALL",
      logDestination: logGroup.arn,
      iamRoleArn: role.arn,
      tags: { Name: name },
      dependsOn: [role.policy],
    });
  }
}
