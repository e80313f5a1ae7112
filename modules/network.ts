import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import { Route } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { FlowLogs } from "./flow-logs";
import type { NetworkSetup } from "./network-setups";
import { subnetZones, type SubnetZone } from "./subnet-zones";
import type { Target } from "./target";
import { VpcEndpoints } from "./vpc-endpoints";

interface NetworkProps {
  readonly target: Target;
  /** A /16 block. */
  readonly cidrBlock: string;
  /** One public and one private subnet in each. @default two that the Region has when the subnets are created */
  readonly availabilityZones?: readonly string[] | undefined;
  readonly setup: NetworkSetup;
  /** Number of NAT gateways, at most one a zone. */
  readonly natGateways: number;
  /** True when each connection in the VPC is logged. */
  readonly flowLogs: boolean;
}

/** A VPC from whose subnets tasks and functions reach the AWS services that this kit calls, in the way that is set up. */
export class Network extends Construct {
  readonly vpcId: string;
  readonly cidrBlock: string;
  /** Subnets of the tasks. */
  readonly taskSubnetIds: readonly string[];
  /** `ENABLED` where a task needs a public address to reach anything: `awsvpcConfiguration` of ECS. */
  readonly assignPublicIp: "ENABLED" | "DISABLED";
  /** Subnets of the functions; none when they lie outside the VPC. */
  readonly functionSubnetIds: readonly string[];
  readonly endpoints: VpcEndpoints;
  /** True when there are interface endpoints. */
  readonly hasInterfaces: boolean;
  /** True when tasks and functions in the VPC reach the internet. */
  readonly reachesInternet: boolean;
  private readonly name: string;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { setup } = props;
    this.name = props.target.name;
    this.cidrBlock = props.cidrBlock;
    this.assignPublicIp = setup.tasks === "public" ? "ENABLED" : "DISABLED";
    this.hasInterfaces = setup.interfaces.zones > 0;
    this.reachesInternet = setup.tasks === "public" || props.natGateways > 0;
    this.vpcId = new Vpc(this, "vpc", {
      cidrBlock: props.cidrBlock,
      enableDnsSupport: true,
      // The private names of interface endpoints need both.
      enableDnsHostnames: true,
      tags: { Name: this.name },
    }).id;
    // Without rules: whatever is put into the VPC without a group of its own reaches nothing.
    new DefaultSecurityGroup(this, "default-group", { vpcId: this.vpcId, tags: { Name: `${this.name}-default` } });
    if (props.flowLogs) new FlowLogs(this, "flow-logs", { target: props.target, vpcId: this.vpcId });
    const zones = subnetZones(this, props.availabilityZones);
    const publicSubnets = zones.map((zone, index) => this.addSubnet(`public-${index + 1}`, index, zone));
    const privateSubnets = zones.map((zone, index) =>
      this.addSubnet(`private-${index + 1}`, index + zones.length, zone),
    );
    this.connect(publicSubnets, privateSubnets, props.natGateways);
    const subnets = { public: publicSubnets, private: privateSubnets, outside: [] };
    const idsOf = (routed: readonly RoutedSubnet[]) => routed.map(({ subnet }) => subnet.id);
    this.taskSubnetIds = idsOf(subnets[setup.tasks]);
    this.functionSubnetIds = idsOf(subnets[setup.functions]);
    this.endpoints = new VpcEndpoints(this, "endpoints", {
      target: props.target,
      vpcId: this.vpcId,
      vpcCidrBlock: props.cidrBlock,
      interfaceServices: setup.interfaces.services,
      subnetIds: idsOf(privateSubnets.slice(0, setup.interfaces.zones)),
      routeTableIds: subnets[setup.tasks].map(({ routeTable }) => routeTable.id),
    });
  }

  /** A /20 subnet, the block's number `index`, with a route table of its own. */
  private addSubnet(id: string, index: number, zone: SubnetZone) {
    const tags = { Name: `${this.name}-${id}` };
    const { vpcId } = this;
    const subnet = new Subnet(this, id, {
      ...zone,
      vpcId,
      cidrBlock: Fn.cidrsubnet(this.cidrBlock, 4, index),
      tags,
    });
    const routeTable = new RouteTable(this, `${id}-routes`, { vpcId, tags });
    new RouteTableAssociation(this, `${id}-association`, { subnetId: subnet.id, routeTableId: routeTable.id });
    return { id, subnet, routeTable };
  }

  private connect(publicSubnets: readonly RoutedSubnet[], privateSubnets: readonly RoutedSubnet[], natCount: number) {
    const internet = new InternetGateway(this, "internet-gateway", { vpcId: this.vpcId, tags: { Name: this.name } });
    for (const { id, routeTable } of publicSubnets)
      new Route(this, `${id}-internet`, {
        routeTableId: routeTable.id,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: internet.id,
      });
    const nats = publicSubnets.slice(0, natCount).map(({ subnet }, index) => this.addNat(index + 1, subnet, internet));
    for (const [index, { id, routeTable }] of privateSubnets.entries()) {
      const nat = nats[index % nats.length];
      if (nat)
        new Route(this, `${id}-nat`, {
          routeTableId: routeTable.id,
          destinationCidrBlock: "0.0.0.0/0",
          natGatewayId: nat.id,
        });
    }
  }

  private addNat(number: number, subnet: Subnet, internet: InternetGateway): NatGateway {
    const tags = { Name: `${this.name}-nat-${number}` };
    const address = new Eip(this, `nat-${number}-address`, { domain: "vpc", tags });
    return new NatGateway(this, `nat-${number}`, {
      allocationId: address.id,
      subnetId: subnet.id,
      dependsOn: [internet],
      tags,
    });
  }
}

type RoutedSubnet = Readonly<{ id: string; subnet: Subnet; routeTable: RouteTable }>;
