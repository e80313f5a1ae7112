import { synthesize, type Template } from "../support/template";

const templates = synthesize();
const vpc_id = "${aws_vpc.network_vpc.id}";
const privateSubnets = ["${aws_subnet.network_private-1.id}", "${aws_subnet.network_private-2.id}"];

describe.each([
  [1, "10.110.0.0/16"],
  [2, "10.120.0.0/16"],
] as const)("Given the network of pattern %i", (pattern, cidr) => {
  const template = templates[pattern];
  const stack = `amazon-ecs-starter-kit-pattern-${pattern}`;

  it(`When the VPC is read, then it is ${cidr} and resolves private names`, () => {
    expect(template.resource("aws_vpc", "network_vpc")).toEqual({
      cidr_block: cidr,
      enable_dns_hostnames: true,
      enable_dns_support: true,
      tags: { Name: stack },
    });
  });

  it("When the subnets are read, then two are public and two private, in two zones, of different addresses", () => {
    const subnet = (id: string, index: number, zone: number) => ({
      vpc_id,
      availability_zone: `\${element(data.aws_availability_zones.network_zones.names, ${zone})}`,
      lifecycle: { ignore_changes: ["availability_zone"] },
      cidr_block: `\${cidrsubnet("${cidr}", 4, ${index})}`,
      tags: { Name: `${stack}-${id}` },
    });
    expect(template.resources("aws_subnet")).toEqual({
      "network_public-1": subnet("public-1", 0, 0),
      "network_public-2": subnet("public-2", 1, 1),
      "network_private-1": subnet("private-1", 2, 0),
      "network_private-2": subnet("private-2", 3, 1),
    });
  });

  it("When nobody names the zones, then they are two of the account's own in which tasks and functions run", () => {
    expect(template.terraform.data["aws_availability_zones"]).toMatchObject({
      network_zones: {
        state: "available",
        filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
        exclude_zone_ids: ["usw1-az2", "apne1-az3", "cac1-az4", "use1-az3"],
        lifecycle: { postcondition: [{ condition: "${length(self.names) > 1}" }] },
      },
    });
  });

  it("When the routes are read, then each subnet has its own table and only the public ones lead to the internet", () => {
    const associations = Object.values(template.resources("aws_route_table_association"));
    expect(associations).toEqual(
      ["private-1", "private-2", "public-1", "public-2"].map((id) => ({
        subnet_id: `\${aws_subnet.network_${id}.id}`,
        route_table_id: `\${aws_route_table.network_${id}-routes.id}`,
      })),
    );
    expect(template.resources("aws_route")).toEqual({
      "network_public-1-internet": internetRoute("public-1"),
      "network_public-2-internet": internetRoute("public-2"),
    });
  });

  it("When the endpoints are read, then the two gateways are on the private routes and the six interfaces have private names", () => {
    const gateway = (service: string) => ({
      vpc_id,
      service_name: `com.amazonaws.eu-west-1.${service}`,
      vpc_endpoint_type: "Gateway",
      route_table_ids: [
        "${aws_route_table.network_private-1-routes.id}",
        "${aws_route_table.network_private-2-routes.id}",
      ],
      ...policy(service),
      tags: { Name: `${stack}-${service}` },
    });
    const interfaceOf = (service: string, kind: string) => ({
      vpc_id,
      service_name: `com.amazonaws.eu-west-1.${service}`,
      vpc_endpoint_type: "Interface",
      private_dns_enabled: true,
      subnet_ids: privateSubnets,
      security_group_ids: [`\${aws_security_group.network_endpoints_${kind}-group.id}`],
      ...(service === kind && service.startsWith("ecs-") ? {} : policy(service)),
      tags: { Name: `${stack}-${service}` },
    });
    expect(template.resources("aws_vpc_endpoint")).toEqual({
      network_endpoints_s3: gateway("s3"),
      network_endpoints_dynamodb: gateway("dynamodb"),
      "network_endpoints_ecr-api": interfaceOf("ecr.api", "ecr"),
      "network_endpoints_ecr-dkr": interfaceOf("ecr.dkr", "ecr"),
      network_endpoints_ecs: interfaceOf("ecs", "ecs"),
      "network_endpoints_ecs-agent": interfaceOf("ecs-agent", "ecs-agent"),
      "network_endpoints_ecs-telemetry": interfaceOf("ecs-telemetry", "ecs-telemetry"),
      network_endpoints_logs: interfaceOf("logs", "logs"),
    });
  });

  it("When what comes in is read, then each kind of endpoint admits HTTPS from the VPC and nothing else does", () => {
    expect(Object.values(template.resources("aws_vpc_security_group_ingress_rule"))).toEqual(
      ["ecr", "ecs-agent", "ecs", "ecs-telemetry", "logs"].map((kind) => ({
        security_group_id: `\${aws_security_group.network_endpoints_${kind}-group.id}`,
        description: "HTTPS from within the VPC",
        cidr_ipv4: cidr,
        ...https,
      })),
    );
  });

  it("When what goes out is read, then tasks reach endpoints, S3 and DynamoDB, and functions no S3", () => {
    expect(egressOf(template)).toEqual({
      "task-client": ["dynamodb", cidr, "s3"],
      "task-monitor_client": ["dynamodb", cidr],
      ...(pattern === 1 ? { "task-launcher_client": ["dynamodb", cidr, "s3"] } : {}),
    });
  });
});

describe("Given zones that are named", () => {
  it("When the subnets are read, then they lie there, and follow the setting", () => {
    const template = synthesize({ availabilityZones: ["eu-west-1b", "eu-west-1c"] })[1];
    expect(template.terraform.data["aws_availability_zones"]).toBeUndefined();
    const zones = Object.values(template.resources("aws_subnet")).map((subnet) => [
      subnet["availability_zone"],
      subnet["lifecycle"],
    ]);
    expect(zones).toEqual(["b", "c", "b", "c"].map((letter) => [`eu-west-1${letter}`, undefined]));
  });
});

/** The agent's endpoints alone keep AWS's default. */
const policy = (service: string) => ({
  policy: `\${data.aws_iam_policy_document.network_endpoints_${service.replace(".", "-")}-policy.json}`,
});

const https = { ip_protocol: "tcp", from_port: 443, to_port: 443 };

const internetRoute = (id: string) => ({
  route_table_id: `\${aws_route_table.network_${id}-routes.id}`,
  destination_cidr_block: "0.0.0.0/0",
  gateway_id: "${aws_internet_gateway.network_internet-gateway.id}",
});

/** Where each security group's HTTPS goes: a CIDR block, or the service behind a gateway. */
function egressOf(template: Template): Record<string, string[]> {
  const destinations: Record<string, string[]> = {};
  for (const [address, rule] of Object.entries(template.resources("aws_vpc_security_group_egress_rule"))) {
    expect(rule).toMatchObject(https);
    const [client = ""] = address.split("_to-");
    const gateway = /endpoints_(\w+)\.prefix_list_id/.exec(String(rule["prefix_list_id"]))?.[1];
    (destinations[client] ??= []).push(gateway ?? String(rule["cidr_ipv4"]));
  }
  return destinations;
}

describe("Given flow logs", () => {
  it("When they are on, then each connection is logged, by a role for this account's flow logs alone", () => {
    const template = synthesize({ flowLogs: true, accountId: "123456789012" })[1];
    expect(template.resource("aws_flow_log", "network_flow-logs_flow-log")).toEqual({
      vpc_id,
      traffic_type: "ALL",
      log_destination: "${aws_cloudwatch_log_group.network_flow-logs_group.arn}",
      iam_role_arn: "${aws_iam_role.network_flow-logs_role.arn}",
      tags: { Name: "amazon-ecs-starter-kit-pattern-1" },
      depends_on: ["aws_iam_role_policy.network_flow-logs_role_policy"],
    });
    expect(template.statements("network_flow-logs_role_trust")).toEqual([
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["vpc-flow-logs.amazonaws.com"] }],
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: ["123456789012"] },
          { test: "ArnLike", variable: "aws:SourceArn", values: ["arn:aws:ec2:eu-west-1:123456789012:vpc-flow-log/*"] },
        ],
      },
    ]);
  });

  it("When the default security group is read, then it is the VPC's, and has no rules", () => {
    expect(templates[1].resources("aws_default_security_group")).toEqual({
      "network_default-group": { vpc_id, tags: { Name: "amazon-ecs-starter-kit-pattern-1-default" } },
    });
  });

  it("When the rules of security groups are read, then each says what it is for", () => {
    const rules = ["aws_vpc_security_group_egress_rule", "aws_vpc_security_group_ingress_rule"].flatMap((type) =>
      Object.values(synthesize({ natGateways: 1 })[1].resources(type)),
    );
    expect(rules.filter(({ description }) => !description)).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
  });
});
