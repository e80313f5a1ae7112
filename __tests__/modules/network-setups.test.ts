import { networkNames } from "../../modules/network-setups";
import { synthesize, type Block, type Template } from "../support/template";

const cidr = "10.110.0.0/16";
const anywhere = "0.0.0.0/0";

/** `a.b` of `${aws_subnet.network_private-1.id}`, without what all have in common. */
const nameOf = (reference: unknown): string =>
  String(reference).replace(/^\$\{aws_\w+\.(?:network_)?(?:endpoints_)?([\w-]+)\..*\}$/, "$1");
const namesOf = (references: unknown): string[] => (references as unknown[]).map(nameOf);

const grouped = (pairs: readonly (readonly [string, string])[]): Record<string, string[]> => {
  const groups: Record<string, string[]> = {};
  for (const [key, value] of pairs) (groups[key] ??= []).push(value);
  return groups;
};

const serviceOf = ({ service_name }: Block): string => String(service_name).replace("com.amazonaws.eu-west-1.", "");

/** All that a set-up decides, of one stack. */
function described(template: Template) {
  const values = (type: string) => Object.values(template.resources(type));
  const endpoints = (type: string) => values("aws_vpc_endpoint").filter((one) => one["vpc_endpoint_type"] === type);
  const variables = values("aws_lambda_function").map(
    ({ environment }) => (environment as { variables: Record<string, string> }).variables,
  );
  const https = values("aws_vpc_security_group_egress_rule").every(
    (rule) => rule["ip_protocol"] === "tcp" && rule["from_port"] === 443 && rule["to_port"] === 443,
  );
  return {
    subnets: Object.keys(template.resources("aws_subnet")).map((address) => address.replace("network_", "")),
    interfaces: Object.fromEntries(endpoints("Interface").map((one) => [serviceOf(one), namesOf(one["subnet_ids"])])),
    admitting: values("aws_vpc_security_group_ingress_rule").map((rule) => nameOf(rule["security_group_id"])),
    gateways: Object.fromEntries(endpoints("Gateway").map((one) => [serviceOf(one), namesOf(one["route_table_ids"])])),
    nats: values("aws_nat_gateway").map((one) => nameOf(one["subnet_id"])),
    addresses: template.counts()["aws_eip"] ?? 0,
    internet: Object.fromEntries(
      values("aws_route").map((one) => [
        nameOf(one["route_table_id"]),
        nameOf(one["nat_gateway_id"] ?? one["gateway_id"]),
      ]),
    ),
    egress: grouped(
      values("aws_vpc_security_group_egress_rule").map((rule) => [
        nameOf(rule["security_group_id"]),
        nameOf(rule["prefix_list_id"] ?? rule["cidr_ipv4"]),
      ]),
    ),
    egressIsHttps: https,
    functions: Object.fromEntries(
      Object.entries(template.resources("aws_lambda_function")).map(([address, one]) => {
        const vpc = one["vpc_config"] as { subnet_ids: unknown } | undefined;
        return [address, vpc && namesOf(vpc.subnet_ids)];
      }),
    ),
    mayJoinVpc: ["task-launcher", "task-monitor"].filter((program) =>
      JSON.stringify(template.statements(`${program}_role_permissions`)).includes("ec2:"),
    ),
    tasks: [...new Set(variables.map((one) => `${one["SUBNET_ID_LITERAL"]} ${one["ASSIGN_PUBLIC_IP"]}`))],
  };
}

/** The order of the rules' addresses. */
const byRule = (one: string, other: string): number => ruleNames.indexOf(one) - ruleNames.indexOf(other);
const ruleNames = ["dynamodb", cidr, anywhere, "s3"];

const subnets = ["private-1", "private-2", "public-1", "public-2"];
const publicRoutes = { "public-1-routes": "internet-gateway", "public-2-routes": "internet-gateway" };
const joined = (kind: string) => `\${join("$", [aws_subnet.network_${kind}-1.id, aws_subnet.network_${kind}-2.id])}`;

const interfaces = (services: readonly string[], places: readonly string[]) =>
  Object.fromEntries(services.map((service) => [service, places]));
const called = ["ecr.api", "ecr.dkr", "ecs", "logs"];
const bothZones = ["private-1", "private-2"];

const inPrivateSubnets = {
  subnets,
  gateways: interfaces(["dynamodb", "s3"], ["private-1-routes", "private-2-routes"]),
  nats: [],
  addresses: 0,
  internet: publicRoutes,
  egress: {
    "task-client_group": ["dynamodb", cidr, "s3"],
    "task-launcher_client_group": ["dynamodb", cidr, "s3"],
    "task-monitor_client_group": ["dynamodb", cidr],
  },
  egressIsHttps: true,
  functions: { "task-launcher_function": bothZones, "task-monitor_function": bothZones },
  mayJoinVpc: ["task-launcher", "task-monitor"],
  tasks: [`${joined("private")} DISABLED`],
};

const fargateEndpoints = {
  ...inPrivateSubnets,
  interfaces: interfaces(called, bothZones),
  admitting: ["ecr-group", "ecs-group", "logs-group"],
};

const throughNat = {
  ...inPrivateSubnets,
  interfaces: {},
  admitting: [],
  egress: {
    "task-client_group": ["dynamodb", anywhere, "s3"],
    "task-launcher_client_group": ["dynamodb", anywhere, "s3"],
    "task-monitor_client_group": ["dynamodb", anywhere],
  },
};

const setups = {
  endpoints: {
    ...inPrivateSubnets,
    interfaces: interfaces([...called, "ecs-agent", "ecs-telemetry"], bothZones),
    admitting: ["ecr-group", "ecs-agent-group", "ecs-group", "ecs-telemetry-group", "logs-group"],
  },
  "fargate-endpoints": fargateEndpoints,
  "one-zone-endpoints": { ...fargateEndpoints, interfaces: interfaces(called, ["private-1"]) },
  nat: {
    ...throughNat,
    nats: ["public-1"],
    addresses: 1,
    internet: { ...publicRoutes, "private-1-routes": "nat-1", "private-2-routes": "nat-1" },
  },
  public: {
    ...throughNat,
    gateways: interfaces(["dynamodb", "s3"], ["public-1-routes", "public-2-routes"]),
    egress: { "task-client_group": ["dynamodb", anywhere, "s3"] },
    functions: { "task-launcher_function": undefined, "task-monitor_function": undefined },
    mayJoinVpc: [],
    tasks: [`${joined("public")} ENABLED`],
  },
};

describe("Given each set-up of the network", () => {
  it.each(networkNames)("When %s is synthesized, then it has what it needs and no more", (network) => {
    expect(described(synthesize({ network })[1])).toEqual(setups[network]);
  });

  it("When two NAT gateways are wanted, then each zone has its own", () => {
    expect(described(synthesize({ network: "nat", natGateways: 2 })[1])).toEqual({
      ...setups.nat,
      nats: ["public-1", "public-2"],
      addresses: 2,
      internet: { ...publicRoutes, "private-1-routes": "nat-1", "private-2-routes": "nat-2" },
    });
  });

  it("When NAT gateways come beside endpoints, then both are there", () => {
    const { nats, addresses, internet } = setups.nat;
    const egress = Object.fromEntries(
      Object.entries(fargateEndpoints.egress).map(([group, to]) => [group, [...to, anywhere].sort(byRule)]),
    );
    expect(described(synthesize({ network: "one-zone-endpoints", natGateways: 1 })[1])).toEqual({
      ...setups["one-zone-endpoints"],
      ...{ nats, addresses, internet, egress },
    });
  });

  it("When pattern 2 is synthesized, then its definition carries the tasks' place, and its runs the spec's", () => {
    const text = (network: string) =>
      String(synthesize({ network })[2].resource("aws_sfn_state_machine", "workflow_state-machine")["definition"]);
    expect(text("public")).toContain('\\"assignPublicIp\\":\\"ENABLED\\"');
    expect(text("nat")).toContain('\\"assignPublicIp\\":\\"DISABLED\\"');
    expect(text("public")).toContain('"AssignPublicIp":"{% $states.input.run.assignPublicIp %}"');
  });
});
