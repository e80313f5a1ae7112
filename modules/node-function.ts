import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, Fn, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { join } from "node:path";
import { stage } from "./bundles/files";
import { functionZip, type FunctionName } from "./bundles/programs";
import { functionTimeoutSeconds } from "../workflow/deadline";
import { useKeyStatements } from "./encryption";
import type { Network } from "./network";
import { NetworkClient } from "./network-client";
import { ServiceRole, type Statement } from "./service-role";
import { cpuArchitectures, type Target } from "./target";
import { addLogGroup, traceStatement, writeLogsStatement } from "./telemetry";
import type { GatewayService } from "./vpc-endpoints";

export interface NodeFunctionProps {
  readonly target: Target;
  readonly description: string;
  /** Name of the folder in `handlers/` that it runs. */
  readonly program: FunctionName;
  readonly network: Network;
  readonly environment: Readonly<Record<string, string>>;
  /** Permissions of its code, beyond logs, traces and its place in the network. */
  readonly statements: readonly Statement[];
  /** The services it calls through gateway endpoints. @default DynamoDB */
  readonly gateways?: readonly GatewayService[] | undefined;
  /** CPU comes with it: 1,769 MiB are one vCPU. Lambda guide, "Configure Lambda function memory". @default 256 */
  readonly memoryMib?: number | undefined;
}

const leastMemoryMib = 256;

/**
 * A Node.js Lambda function with a role and a log group of its own; where the network has a place for functions, in its
 * subnets and with a security group of its own.
 */
export class NodeFunction extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { program, target } = props;
    const { region, accountId, cpuArchitecture, kmsKeyArn } = target;
    const name = `${target.name}-${program}`;
    this.name = name;
    const inVpc = props.network.functionSubnetIds.length > 0;
    const logGroup = addLogGroup(this, "logs", `/aws/lambda/${name}`, target);
    if (inVpc) props.network.endpoints.admit(props.statements);
    const role = new ServiceRole(this, "role", {
      name,
      target,
      service: "lambda.amazonaws.com",
      statements: [
        ...props.statements,
        writeLogsStatement(logGroup),
        traceStatement(),
        ...(inVpc ? attachToVpcStatements(`arn:aws:lambda:${region}:${accountId}:function:${name}`) : []),
        ...useKeyStatements(target, "environment"),
      ],
    });
    const zipName = `${program}.zip`;
    const code = new TerraformAsset(this, "code", {
      path: join(stage(program, { [zipName]: functionZip(program) }), zipName),
      type: AssetType.FILE,
    });
    this.arn = new LambdaFunction(this, "function", {
      functionName: name,
      description: props.description,
      runtime: "nodejs24.x",
      handler: "index.handler",
      architectures: [cpuArchitectures[cpuArchitecture].lambdaArchitecture],
      filename: code.path,
      sourceCodeHash: Fn.filebase64sha256(code.path),
      timeout: functionTimeoutSeconds,
      memorySize: props.memoryMib ?? leastMemoryMib,
      role: role.arn,
      environment: { variables: { ...props.environment } },
      ...(kmsKeyArn ? { kmsKeyArn } : {}),
      ...(inVpc ? { vpcConfig: this.joinNetwork(props) } : {}),
      // Lambda itself sends the traces, not the code through the VPC: they need no endpoint.
      tracingConfig: { mode: "Active" },
      // Lambda tries the role's network permissions when it creates the function, and would make the log group by itself.
      dependsOn: [role.policy, logGroup],
    }).arn;
  }

  private joinNetwork({ description, network, gateways = ["dynamodb"] }: NodeFunctionProps) {
    const client = new NetworkClient(this, "client", { name: this.name, description, network, gateways });
    return { subnetIds: [...network.functionSubnetIds], securityGroupIds: [client.securityGroupId] };
  }
}

/**
 * Lambda's own work on network interfaces, which is denied to the function's code. These calls take no resource that is known before
 * the interface is. Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", "Security best
 * practices"; calls that Lambda makes for the function's interfaces do not have the key: "Using source function ARN to control
 * function access behavior".
 */
const attachToVpcStatements = (functionArn: string): Statement[] => {
  const allowed: Statement = { sid: "AttachToVpc", actions: networkInterfaceActions, resources: ["*"] };
  const byCode = { test: "ArnEquals", variable: "lambda:SourceFunctionArn", values: [functionArn] };
  return [allowed, { ...allowed, sid: "AttachToVpcNotByCode", effect: "Deny", condition: [byCode] }];
};

const networkInterfaceActions = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
