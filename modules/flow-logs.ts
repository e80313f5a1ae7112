import { FlowLog } from "@cdktf/provider-aws/lib/flow-log";
import { Construct } from "constructs";
import { addLogGroup, type LogGroupProps } from "./log-group";
import { ServiceRole, type Statement } from "./service-role";
import { writeLogsStatement } from "./statements";

interface FlowLogsProps extends LogGroupProps {
  readonly name: string;
  readonly accountId: string;
  readonly vpcId: string;
}

/** A record of each connection in a VPC, admitted or refused, in a log group. VPC user guide, "Publish flow logs to CloudWatch Logs". */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { name, region, accountId, vpcId } = props;
    const logGroup = addLogGroup(this, "group", `/aws/vpc/${name}`, props);
    const role = new ServiceRole(this, "role", {
      name: `${name}-flow-logs`,
      region,
      accountId,
      service: "vpc-flow-logs.amazonaws.com",
      sourceArns: [`arn:aws:ec2:${region}:${accountId}:vpc-flow-log/*`],
      statements: [
        writeLogsStatement(logGroup),
        { sid: "FindStreams", actions: ["logs:DescribeLogStreams"], resources: [`${logGroup.arn}:*`] },
        findLogGroups,
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

/** The call that lists log groups has no resource. */
const findLogGroups: Statement = { sid: "FindLogGroups", actions: ["logs:DescribeLogGroups"], resources: ["*"] };
