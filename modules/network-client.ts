import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import type { Network } from "./network";
import { https, type GatewayService } from "./vpc-endpoints";

interface NetworkClientProps {
  readonly name: string;
  readonly description: string;
  readonly network: Network;
  /** The services it calls through gateway endpoints. */
  readonly gateways: readonly GatewayService[];
}

/**
 * The security group of a program in the VPC: nothing comes in, HTTPS goes out to the interface endpoints and to the named
 * services behind gateways, where the network has them. Only where the network leads to the internet may it go there too.
 */
export class NetworkClient extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, { name, description, network, gateways }: NetworkClientProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "group", { name, description, vpcId: network.vpcId, tags: { Name: name } });
    this.securityGroupId = group.id;
    if (network.hasInterfaces)
      this.allow("endpoints", "HTTPS to the endpoints in the VPC", { cidrIpv4: network.cidrBlock });
    for (const service of gateways)
      this.allow(service, `HTTPS to ${service}, through its gateway`, {
        prefixListId: network.endpoints.gatewayPrefixListIds[service],
      });
    if (network.reachesInternet) this.allow("internet", "HTTPS to the internet", { cidrIpv4: "0.0.0.0/0" });
  }

  private allow(id: string, description: string, destination: { cidrIpv4: string } | { prefixListId: string }) {
    new VpcSecurityGroupEgressRule(this, `to-${id}`, {
      securityGroupId: this.securityGroupId,
      description,
      ...https,
      ...destination,
    });
  }
}
