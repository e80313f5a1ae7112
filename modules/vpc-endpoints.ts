import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import type { Statement } from "./service-role";

/** The services that are reached through the route tables, at no cost. */
const gatewayServices = ["s3", "dynamodb"] as const;
export type GatewayService = (typeof gatewayServices)[number];

export const httpsPort = 443;

/** Endpoints of one kind share a security group: `ecr.api` and `ecr.dkr` are both `ecr`. */
const kindOf = (service: string): string => service.split(".")[0] as string;

/** Statements of endpoint policies, by service. One without statements keeps AWS's default, which allows everything. */
export type EndpointPolicies = Readonly<Record<string, readonly Statement[]>>;

interface VpcEndpointsProps {
  /** Prefix of the security groups' names. */
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly vpcCidrBlock: string;
  /** The services that are reached through network interfaces. */
  readonly interfaceServices: readonly string[];
  /** Subnets of the interfaces. */
  readonly subnetIds: readonly string[];
  /** Route tables that lead to the gateways. */
  readonly routeTableIds: readonly string[];
  readonly policies: EndpointPolicies;
}

/** The ways to AWS services that need no internet: gateways for two of them, interfaces for those that are named. */
export class VpcEndpoints extends Construct {
  /** The address lists of the services behind gateways, to name in security group rules. */
  readonly gatewayPrefixListIds: Readonly<Record<GatewayService, string>>;

  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    const prefixLists = gatewayServices.map((service) => [service, this.addGateway(service, props).prefixListId]);
    this.gatewayPrefixListIds = Object.fromEntries(prefixLists) as Record<GatewayService, string>;
    const kinds = [...new Set(props.interfaceServices.map(kindOf))];
    const groups = new Map(kinds.map((kind) => [kind, this.addSecurityGroup(kind, props)]));
    for (const service of props.interfaceServices)
      this.addInterface(service, groups.get(kindOf(service)) as SecurityGroup, props);
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
