import {
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  type Route,
  type SecurityGroupRule,
  type Tag,
} from "@aws-sdk/client-ec2";
import { region, type DeployedPattern, type LocalCloud } from "../running-cloud";

const cidrs = { 1: "10.110", 2: "10.120", 3: "10.130" } as const;

const nameIn = (tags: readonly Tag[] = []): string => tags.find(({ Key }) => Key === "Name")?.Value ?? "unnamed";

/** Where routes lead, the VPC's own aside: a kind of gateway. */
const destinations = (routes: readonly Route[] = []): string[] =>
  routes
    .filter(({ GatewayId }) => GatewayId !== "local")
    .map(({ DestinationCidrBlock, GatewayId = "" }) =>
      [DestinationCidrBlock, GatewayId.split("-")[0]].filter(Boolean).join(" to "),
    )
    .sort();

/** Who may call, or be called: `tcp 443 10.110.0.0/16`. */
const rule = ({ IpProtocol, FromPort, ToPort, CidrIpv4, PrefixListId }: SecurityGroupRule): string =>
  [IpProtocol, FromPort === ToPort ? FromPort : `${String(FromPort)}-${String(ToPort)}`, CidrIpv4 ?? PrefixListId].join(
    " ",
  );

/** The network of a pattern, as EC2 describes it. */
export function network(deployed: LocalCloud, pattern: DeployedPattern): void {
  const stack = `amazon-ecs-starter-kit-pattern-${pattern}`;
  const cidr = cidrs[pattern];

  const find = async () => {
    const ec2 = new EC2Client(deployed.client);
    const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(filter("tag:Name", `${stack}-*`)));
    const vpcId = Subnets[0]?.VpcId ?? "none";
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand(filter("vpc-id", vpcId)));
    const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand(filter("vpc-id", vpcId)));
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand(filter("vpc-id", vpcId)));
    const groups = SecurityGroups.filter(({ GroupName }) => GroupName !== "default");
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand(filter("group-id", ...groups.map(({ GroupId = "" }) => GroupId))),
    );
    const subnetName = (id?: string) => nameIn(Subnets.find(({ SubnetId }) => SubnetId === id)?.Tags);
    return { Subnets, RouteTables, VpcEndpoints, groups, SecurityGroupRules, subnetName };
  };

  it(`When the subnets of pattern ${pattern} are described, then two are public and two private, in two zones`, async () => {
    const { Subnets } = await find();
    const described = Subnets.map(({ Tags, CidrBlock, AvailabilityZone }) => [
      nameIn(Tags),
      CidrBlock,
      AvailabilityZone,
    ]);
    expect(described.sort()).toEqual([
      [`${stack}-private-1`, `${cidr}.32.0/20`, `${region}a`],
      [`${stack}-private-2`, `${cidr}.48.0/20`, `${region}b`],
      [`${stack}-public-1`, `${cidr}.0.0/20`, `${region}a`],
      [`${stack}-public-2`, `${cidr}.16.0/20`, `${region}b`],
    ]);
  });

  it("When the route tables are described, then public subnets lead to the internet, private ones to the two gateways alone", async () => {
    const { RouteTables, subnetName, VpcEndpoints } = await find();
    const routes = RouteTables.flatMap(({ Associations = [], Routes }) =>
      Associations.filter(({ SubnetId }) => SubnetId).map(({ SubnetId, RouteTableId }) => [
        subnetName(SubnetId),
        ...destinations(Routes).filter((destination) => destination !== "vpce"),
        ...VpcEndpoints.filter(({ RouteTableIds }) => RouteTableIds?.includes(String(RouteTableId)))
          .map(({ ServiceName }) => String(ServiceName))
          .sort(),
      ]),
    );
    const gateways = [`com.amazonaws.${region}.dynamodb`, `com.amazonaws.${region}.s3`];
    expect(routes.sort()).toEqual([
      [`${stack}-private-1`, ...gateways],
      [`${stack}-private-2`, ...gateways],
      [`${stack}-public-1`, "0.0.0.0/0 to igw"],
      [`${stack}-public-2`, "0.0.0.0/0 to igw"],
    ]);
  });

  it("When the interface endpoints are described, then each lies in both private subnets, with a private name and its kind's group", async () => {
    const { VpcEndpoints, subnetName, groups } = await find();
    const groupName = (id?: string) => groups.find(({ GroupId }) => GroupId === id)?.GroupName;
    const interfaces = VpcEndpoints.filter(({ VpcEndpointType }) => VpcEndpointType === "Interface").map((endpoint) => [
      endpoint.ServiceName,
      endpoint.PrivateDnsEnabled,
      endpoint.SubnetIds?.map(subnetName).sort(),
      endpoint.Groups?.map(({ GroupId }) => groupName(GroupId)),
    ]);
    const privateSubnets = [`${stack}-private-1`, `${stack}-private-2`];
    const inGroup = (service: string, kind: string) => [
      `com.amazonaws.${region}.${service}`,
      true,
      privateSubnets,
      [`${stack}-${kind}-endpoint`],
    ];
    expect(interfaces.sort()).toEqual([
      inGroup("ecr.api", "ecr"),
      inGroup("ecr.dkr", "ecr"),
      inGroup("ecs", "ecs"),
      inGroup("ecs-agent", "ecs-agent"),
      inGroup("ecs-telemetry", "ecs-telemetry"),
      inGroup("logs", "logs"),
    ]);
  });

  it("When the security group rules are described, then HTTPS comes in from the VPC, and goes out to endpoints and named services", async () => {
    const { groups, SecurityGroupRules, VpcEndpoints } = await find();
    const rules = groups.map(({ GroupId, GroupName }) => {
      const own = SecurityGroupRules.filter((candidate) => candidate.GroupId === GroupId);
      const told = (egress: boolean) =>
        own
          .filter(({ IsEgress }) => IsEgress === egress)
          .map(rule)
          .sort();
      return [GroupName, { in: told(false), out: told(true).map((text) => text.replace(/pl-\w+/, "prefix list")) }];
    });
    const endpoint = { in: [`tcp 443 ${cidr}.0.0/16`], out: [] };
    const https = (prefixLists: number) => ({
      in: [],
      out: [`tcp 443 ${cidr}.0.0/16`, ...Array.from({ length: prefixLists }, () => "tcp 443 prefix list")],
    });
    expect(VpcEndpoints).toHaveLength(8);
    expect(Object.fromEntries(rules)).toEqual({
      [`${stack}-ecr-endpoint`]: endpoint,
      [`${stack}-ecs-endpoint`]: endpoint,
      [`${stack}-ecs-agent-endpoint`]: endpoint,
      [`${stack}-ecs-telemetry-endpoint`]: endpoint,
      [`${stack}-logs-endpoint`]: endpoint,
      [`${stack}-ecs-task`]: https(2),
      [`${stack}-task-monitor`]: https(1),
      ...(pattern === 1 ? { [`${stack}-task-launcher`]: https(2) } : {}),
    });
  });
}
