import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import type { Network } from "./network";
import type { GatewayService } from "./vpc-endpoints";

export const httpsPort = 443;

export interface PrivateClientProps {
  readonly name: string;
  readonly description: string;
  readonly network: Network;
  /** The services it calls through gateway endpoints. */
  readonly gateways: readonly GatewayService[];
}

/**
 * The security group of a program in the private subnets: nothing comes in, HTTPS goes out to the endpoints of the VPC and to
 * the named services behind its gateways. Only where there is a NAT gateway may it go to the internet too.
 */
export class PrivateClient extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { name, description, network, gateways }: PrivateClientProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "group", { name, description, vpcId: network.vpcId, tags: { Name: name } });
    this.securityGroupId = group.id;
    this.allow("endpoints", { cidrIpv4: network.cidrBlock });
    for (const service of gateways)
      this.allow(service, { prefixListId: network.endpoints.gatewayPrefixListIds[service] });
    if (network.hasNat) this.allow("internet", { cidrIpv4: "0.0.0.0/0" });
  }

  private allow(id: string, destination: { cidrIpv4: string } | { prefixListId: string }) {
    new VpcSecurityGroupEgressRule(this, `to-${id}`, {
      securityGroupId: this.securityGroupId,
      ipProtocol: "tcp",
      fromPort: httpsPort,
      toPort: httpsPort,
      ...destination,
    });
  }
}
