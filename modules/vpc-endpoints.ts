import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { httpsPort } from "./private-client";
import type { Statement } from "./service-role";

/** The services that are reached through the route tables, at no cost. */
const gatewayServices = ["s3", "dynamodb"] as const;
export type GatewayService = (typeof gatewayServices)[number];

/** The services that are reached through network interfaces, by the kind that shares a security group. */
const interfaceServices = {
  ecr: ["ecr.api", "ecr.dkr"],
  ecs: ["ecs"],
  "ecs-agent": ["ecs-agent"],
  "ecs-telemetry": ["ecs-telemetry"],
  logs: ["logs"],
} as const;

/** What may go through an endpoint, by service. One without statements keeps AWS's default: everything may. */
export type EndpointPolicies = Readonly<Record<string, readonly Statement[]>>;

export interface VpcEndpointsProps {
  /** What the names of the security groups begin with. */
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly vpcCidrBlock: string;
  /** Where the interfaces lie. */
  readonly subnetIds: readonly string[];
  /** Which route tables lead to the gateways. */
  readonly routeTableIds: readonly string[];
  readonly policies: EndpointPolicies;
}

/** The ways out of the private subnets: one endpoint for each AWS service that this kit calls. */
export class VpcEndpoints extends Construct {
  /** The address lists of the services behind gateways, to name in security group rules. */
  readonly gatewayPrefixListIds: Readonly<Record<GatewayService, string>>;

  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const prefixLists = gatewayServices.map((service) => [service, this.addGateway(service, props).prefixListId]);
    this.gatewayPrefixListIds = Object.fromEntries(prefixLists) as Record<GatewayService, string>;
    for (const [kind, services] of Object.entries(interfaceServices)) {
      const group = this.addSecurityGroup(kind, props);
      for (const service of services) this.addInterface(service, group, props);
    }
  }

  private addGateway(service: string, props: VpcEndpointsProps): VpcEndpoint {
    const { name, region, vpcId, routeTableIds } = props;
    return new VpcEndpoint(this, service, {
      vpcId,
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: "Gateway",
      routeTableIds: [...routeTableIds],
      ...this.policyOf(service, props),
      tags: { Name: `${name}-${service}` },
    });
  }

  private addInterface(service: string, group: SecurityGroup, props: VpcEndpointsProps) {
    const { name, region, vpcId, subnetIds } = props;
    new VpcEndpoint(this, service.replace(".", "-"), {
      vpcId,
      serviceName: `com.amazonaws.${region}.${service}`,
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: [...subnetIds],
      securityGroupIds: [group.id],
      ...this.policyOf(service, props),
      tags: { Name: `${name}-${service}` },
    });
  }

  private policyOf(service: string, { policies }: VpcEndpointsProps): { policy?: string } {
    const statement = policies[service] ?? [];
    if (statement.length === 0) return {};
    const id = `${service.replace(".", "-")}-policy`;
    return { policy: new DataAwsIamPolicyDocument(this, id, { statement: [...statement] }).json };
  }

  private addSecurityGroup(kind: string, { name, vpcId, vpcCidrBlock }: VpcEndpointsProps): SecurityGroup {
    const groupName = `${name}-${kind}-endpoint`;
    const group = new SecurityGroup(this, `${kind}-group`, {
      name: groupName,
      description: `Who may call the ${kind} endpoints`,
      vpcId,
      tags: { Name: groupName },
    });
    new VpcSecurityGroupIngressRule(this, `${kind}-ingress`, {
      securityGroupId: group.id,
      description: "HTTPS from within the VPC",
      cidrIpv4: vpcCidrBlock,
      ipProtocol: "tcp",
      fromPort: httpsPort,
      toPort: httpsPort,
    });
    return group;
  }
}
