import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint, type VpcEndpointConfig } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { endpointPolicy } from "./endpoint-policies";
import type { Statement } from "./service-role";
import type { Target } from "./target";

/** The services that are reached through the route tables, at no cost. */
const gatewayServices = ["s3", "dynamodb"] as const;
export type GatewayService = (typeof gatewayServices)[number];

/** Services that programs in the VPC may call through an endpoint, as actions name them. */
const programServices = [...gatewayServices, "ecr", "ecs", "logs", "secretsmanager", "sns", "ssm"];

/** The port and protocol of HTTPS, as rules of security groups name them. */
export const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

/** Endpoints of one kind share a security group: `ecr.api` and `ecr.dkr` are both `ecr`. */
const kindOf = (service: string): string => service.split(".")[0] as string;

interface VpcEndpointsProps {
  readonly target: Target;
  readonly vpcId: string;
  readonly vpcCidrBlock: string;
  /** The services that are reached through network interfaces. */
  readonly interfaceServices: readonly string[];
  /** Subnets of the interfaces. */
  readonly subnetIds: readonly string[];
  /** Route tables that lead to the gateways. */
  readonly routeTableIds: readonly string[];
}

/**
 * The ways to AWS services that need no internet: gateways for two of them, interfaces for those that are named. Each lets
 * through what was admitted. One of a service of which nothing was keeps AWS's default policy, which allows everything: so do the
 * endpoints of the ECS agent, whose calls are none of this account's principals, and on Fargate go another way.
 */
export class VpcEndpoints extends Construct {
  /** The address lists of the services behind gateways, to name in security group rules. */
  readonly gatewayPrefixListIds: Readonly<Record<GatewayService, string>>;
  private readonly endpoints = new Map<string, VpcEndpoint>();
  private readonly admitted: Statement[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: VpcEndpointsProps,
  ) {
    super(scope, id);
    const { routeTableIds, subnetIds, interfaceServices } = props;
    const gateways = gatewayServices.map((service) => {
      const endpoint = this.add(service, { vpcEndpointType: "Gateway", routeTableIds: [...routeTableIds] });
      return [service, endpoint.prefixListId] as const;
    });
    this.gatewayPrefixListIds = Object.fromEntries(gateways) as Record<GatewayService, string>;
    const groups = new Map<string, SecurityGroup>();
    for (const kind of new Set(interfaceServices.map(kindOf))) groups.set(kind, this.addSecurityGroup(kind, props));
    for (const service of interfaceServices)
      this.add(service, {
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: [...subnetIds],
        securityGroupIds: [(groups.get(kindOf(service)) as SecurityGroup).id],
      });
  }

  /** Lets through what a role in the VPC may do. */
  admit(statements: readonly Statement[]): void {
    this.admitted.push(...statements);
    for (const [service, endpoint] of this.endpoints) {
      const statement = endpointPolicy(service, this.props.target, this.admitted);
      if (statement.length === 0) continue;
      const id = `${service.replace(".", "-")}-policy`;
      const policy = (this.node.tryFindChild(id) ?? new DataAwsIamPolicyDocument(this, id)) as DataAwsIamPolicyDocument;
      policy.putStatement(statement);
      endpoint.policy = policy.json;
    }
  }

  /** Lets through whatever a role's own policies allow: for one whose policies are not all known before they are deployed. */
  admitRole(roleArn: string): void {
    const condition = [{ test: "ArnEquals", variable: "aws:PrincipalArn", values: [roleArn] }];
    const actions = programServices.map((service) => `${service}:*`);
    this.admit([{ sid: "WhatTheRoleMay", actions, resources: ["*"], condition }]);
  }

  private add(service: string, reached: Omit<VpcEndpointConfig, "vpcId" | "serviceName">): VpcEndpoint {
    const { target, vpcId } = this.props;
    const endpoint = new VpcEndpoint(this, service.replace(".", "-"), {
      vpcId,
      serviceName: `com.amazonaws.${target.region}.${service}`,
      ...reached,
      tags: { Name: `${target.name}-${service}` },
    });
    this.endpoints.set(service, endpoint);
    return endpoint;
  }

  private addSecurityGroup(kind: string, { target, vpcId, vpcCidrBlock }: VpcEndpointsProps): SecurityGroup {
    const groupName = `${target.name}-${kind}-endpoint`;
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
      ...https,
    });
    return group;
  }
}
