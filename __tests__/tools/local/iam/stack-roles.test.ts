import { parsePolicy, type Access } from "../../../../tools/local/iam/policy";
import { forFunction, type Principal } from "../../../../tools/local/iam/principals";
import { Iam, type Judged } from "../../../../tools/local/iam/iam";
import { deployedOf } from "../../../../tools/local/deployed/resources";
import { stackAsDeployed } from "../../../../tools/local/deployed/stack";
import { patterns } from "../../../../workflow/deployment";
import { readStack } from "../../../../tools/local/synthesis";
import { SynthesizedStack } from "../../../../tools/local/terraform/synthesized-stack";
import { synthesizedFolder } from "../../../support/synthesized";

let folder = "";
beforeAll(async () => {
  folder = await synthesizedFolder();
});

const regional = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const roleArn = (name: string) => `arn:aws:iam::000000000000:role/${name}`;

/** Values with which a condition holds: the first of each key. */
const valuesOf = (condition: ReturnType<typeof parsePolicy>["Statement"][number]["Condition"]): Access["context"] =>
  Object.fromEntries(
    Object.values(condition).flatMap((keys) =>
      Object.entries(keys).map(([key, [value = ""]]) => [key, value] as const),
    ),
  );

/** What decides on a principal with policies of its own. */
const authorizer = (judged: Pick<Judged, "resourcePolicies" | "endpoints">) =>
  new Iam({ region: "us-east-1", accountId: "000000000000", roles: [], ...judged }).authorize;

describe.each(patterns)("Given the synthesized roles of pattern %d", (pattern) => {
  const name = `amazon-ecs-starter-kit-pattern-${pattern}`;
  const other = `amazon-ecs-starter-kit-pattern-${3 - pattern}`;
  const cluster = (of: string) => ({ "ecs:cluster": regional("ecs", `cluster/${of}`) });
  const bucket = (of: string) => `arn:aws:s3:::000000000000-${of}-us-east-1`;
  const starter = pattern === 1 ? "task-launcher" : "state-machine";
  const passed = (to: string) => ({ "iam:PassedToService": to });

  /** Each row: a role, an action, what it may do it on, and what it may not. */
  const rows: readonly [string, string, Omit<Access, "action">, Omit<Access, "action">][] = [
    ...["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"].map((action): (typeof rows)[number] => [
      "task",
      action,
      { resource: `${bucket(name)}/a/b`, context: {} },
      { resource: `${bucket(other)}/a/b`, context: {} },
    ]),
    [
      "task",
      "dynamodb:UpdateItem",
      {
        resource: regional("dynamodb", `table/amazon-ecs-starter-kit-pattern-${pattern}-workflow-details`),
        context: {},
      },
      {
        resource: regional("dynamodb", `table/amazon-ecs-starter-kit-pattern-${pattern}-workflow-summary`),
        context: {},
      },
    ],
    [
      "task-monitor",
      "dynamodb:Query",
      {
        resource: regional("dynamodb", `table/amazon-ecs-starter-kit-pattern-${pattern}-workflow-details`),
        context: {},
      },
      {
        resource: regional("dynamodb", `table/amazon-ecs-starter-kit-pattern-${3 - pattern}-workflow-details`),
        context: {},
      },
    ],
    [
      "task-monitor",
      "ecs:StopTask",
      { resource: regional("ecs", `task/${name}/1`), context: cluster(name) },
      { resource: regional("ecs", `task/${other}/1`), context: cluster(other) },
    ],
    [
      "task-monitor",
      "ecs:ListTasks",
      { resource: regional("ecs", `container-instance/${name}/*`), context: cluster(name) },
      { resource: regional("ecs", `container-instance/${other}/*`), context: cluster(other) },
    ],
    ...[starter, "task-monitor"].flatMap((role): (typeof rows)[number][] => [
      [
        role,
        "ecs:RunTask",
        { resource: regional("ecs", `task-definition/${name}:1`), context: cluster(name) },
        { resource: regional("ecs", `task-definition/${other}:1`), context: cluster(name) },
      ],
      [
        role,
        "ecs:RunTask",
        { resource: regional("ecs", `task-definition/${name}:1`), context: cluster(name) },
        { resource: regional("ecs", `task-definition/${name}:1`), context: cluster(other) },
      ],
      ...["task", "task-execution"].map((passedRole): (typeof rows)[number] => [
        role,
        "iam:PassRole",
        { resource: roleArn(`${name}-${passedRole}-us-east-1`), context: passed("ecs-tasks.amazonaws.com") },
        { resource: roleArn(`${name}-${passedRole}-us-east-1`), context: passed("lambda.amazonaws.com") },
      ]),
      [
        role,
        "iam:PassRole",
        { resource: roleArn(`${name}-task-us-east-1`), context: passed("ecs-tasks.amazonaws.com") },
        { resource: roleArn("admin"), context: passed("ecs-tasks.amazonaws.com") },
      ],
    ]),
    [
      "state-machine",
      "lambda:InvokeFunction",
      { resource: regional("lambda", `function:${name}-task-monitor`), context: {} },
      { resource: regional("lambda", `function:${other}-task-monitor`), context: {} },
    ],
  ];

  it.each(rows)("When the %s asks for %s, then it gets its own and not another's", (role, action, own, foreign) => {
    const stack = readStack(pattern, folder);
    const arn = roleArn(`${name}-${role}-us-east-1`);
    const policies = deployedOf(stack).roles.find((found) => found.arn === arn)?.policies ?? [];
    const principal: Principal = { arn, callerArn: `${arn}/session`, policies };
    const authorize = authorizer({
      resourcePolicies: deployedOf(stack).resourcePolicies,
      endpoints: [],
    });
    expect(authorize(principal, { action, ...own })).toBeUndefined();
    expect(authorize(principal, { action, ...foreign })?.because).toBe("noIdentityPolicy");
  });

  const stack = () => readStack(pattern, folder);
  const subnets = () => (stack().output("subnetIdLiteral") as string).split("$");
  const place = (subnet: readonly string[], isPublic: boolean) => ({
    resource: regional("ecs", `task-definition/${name}:1`),
    context: { ...cluster(name), "ecs:subnet": subnet, "ecs:auto-assign-public-ip": String(isPublic) },
  });
  it.each<[string, () => Omit<Access, "action">, boolean]>([
    ["in the deployment's subnets", () => place(subnets(), false), true],
    ["in one of them", () => place(subnets().slice(1), false), true],
    ["in another one too", () => place([...subnets(), "subnet-9"], false), false],
    ["with a public address", () => place(subnets(), true), false],
  ])("When a task is to run %s, then the policy decides by what ECS tells", (_, access, allowed) => {
    const arn = roleArn(`${name}-${starter}-us-east-1`);
    const policies = deployedOf(stack()).roles.find((found) => found.arn === arn)?.policies ?? [];
    const authorize = authorizer({ resourcePolicies: {}, endpoints: [] });
    const denial = authorize({ arn, callerArn: arn, policies }, { action: "ecs:RunTask", ...access() });
    expect(denial?.because).toBe(allowed ? undefined : "noIdentityPolicy");
  });

  it("When network interfaces are made with the monitor's role, then Lambda may, and the function's code may not", () => {
    const arn = roleArn(`${name}-task-monitor-us-east-1`);
    const policies = deployedOf(stack()).roles.find((found) => found.arn === arn)?.policies ?? [];
    const access = { action: "ec2:CreateNetworkInterface", resource: "*", context: {} };
    const authorize = authorizer({ resourcePolicies: {}, endpoints: [] });
    const { context } = forFunction(regional("lambda", `function:${name}-task-monitor`), "vpc-1");
    expect([
      authorize({ arn, callerArn: arn, policies }, access)?.because,
      authorize({ arn, callerArn: arn, policies, ...(context && { context }) }, access)?.because,
    ]).toEqual([undefined, "identityPolicy"]);
  });

  it.each(["task", "task-execution", "task-monitor", ...(pattern === 1 ? ["task-launcher"] : [])])(
    "When the %s calls a service with an endpoint, then the endpoint lets through what the role allows, and no more",
    (role) => {
      const arn = roleArn(`${name}-${role}-us-east-1`);
      const found = deployedOf(stack()).roles.find((one) => one.arn === arn)?.policies ?? [];
      const { endpoints } = deployedOf(stack());
      const services = endpoints.map(({ serviceName }) => serviceName.split(".")[3]);
      const vpcId = endpoints[0]?.vpcId;
      const reached = found
        .flatMap(({ Statement }) => Statement)
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action, Resource = [], Condition }) =>
          Action.flatMap((action) => Resource.map((resource) => ({ action, resource, context: valuesOf(Condition) }))),
        )
        // Lambda's own calls do not come through the VPC.
        .filter(
          ({ action }) =>
            services.includes(action.split(":")[0]) && !(role !== "task-execution" && /^logs:/.test(action)),
        );
      const principal: Principal = { arn, callerArn: arn, policies: found, vpcId };
      const authorize = authorizer({ resourcePolicies: {}, endpoints });
      expect(reached.map((access) => authorize(principal, access))).toEqual(reached.map(() => undefined));
      expect(reached.length).toBeGreaterThan(2);
      const everything = parsePolicy({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, "of all");
      const carried = { action: "s3:PutObject", resource: "arn:aws:s3:::another/secret", context: {} };
      expect(authorize({ ...principal, policies: [everything] }, carried)?.because).toBe("noEndpointPolicy");
    },
  );

  it("When a request to the bucket is not encrypted, then its own policy denies it", () => {
    const stack = readStack(pattern, folder);
    const arn = roleArn(`${name}-task-us-east-1`);
    const policies = deployedOf(stack).roles.find((found) => found.arn === arn)?.policies ?? [];
    const access = {
      action: "s3:GetObject",
      resource: `${bucket(name)}/a`,
      context: { "aws:SecureTransport": "false" },
    };
    const authorize = authorizer({
      resourcePolicies: deployedOf(stack).resourcePolicies,
      endpoints: [],
    });
    expect(authorize({ arn, callerArn: arn, policies }, access)?.because).toBe("resourcePolicy");
  });
});

describe("Given a stack whose roles get permissions in a way that is not known here", () => {
  const policy = (statement: object) => JSON.stringify({ Statement: [statement] });
  const trust = policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } });
  const role = { name: "worker", assume_role_policy: trust };
  const stackOf = (resource: Record<string, Record<string, object>>) =>
    new SynthesizedStack(
      { provider: { aws: [{ region: "us-east-1" }] }, resource } as ConstructorParameters<typeof SynthesizedStack>[0],
      folder,
    );

  it.each<[string, Record<string, Record<string, object>>, string]>([
    [
      "a policy attached by name",
      { aws_iam_role: { worker: role }, aws_iam_policy_attachment: { a: { roles: ["worker"], policy_arn: "arn" } } },
      "Roles get their policies inline here, the stack has aws_iam_policy_attachment",
    ],
    [
      "a boundary",
      { aws_iam_role: { worker: { ...role, permissions_boundary: "arn" } } },
      "aws_iam_role.worker: permissions_boundary cannot be judged here",
    ],
    [
      "a condition that is not known",
      {
        aws_iam_role: { worker: role },
        aws_iam_role_policy: {
          own: {
            role: "worker",
            policy: policy({
              Effect: "Allow",
              Action: "*",
              Resource: "*",
              Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
            }),
          },
        },
      },
      "The policy aws_iam_role_policy.own cannot be judged here.\nStatement.0.Condition.IpAddress: is a condition operator",
    ],
  ])("When it is read with %s, then it is refused, and the error names it", (_, resources, message) => {
    expect(() => deployedOf(stackOf(resources))).toThrow(message);
  });

  it("When it has a managed policy, then that allows nothing, and a denial says what to do", () => {
    const policy_arn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
    const attachment = { aws_iam_role_policy_attachment: { a: { role: "worker", policy_arn } } };
    const stack = stackOf({ aws_iam_role: { worker: role, other: { ...role, name: "other" } }, ...attachment });
    const { roles } = deployedOf(stack);
    expect(roles.map(({ unknownPolicyArns }) => unknownPolicyArns)).toEqual([[policy_arn], undefined]);
    const iam = new Iam(stackAsDeployed(stack));
    const denials = roles.map(({ arn }) => {
      const assuming = { service: "lambda.amazonaws.com", accountId: stack.accountId };
      return iam.denialOf(iam.assumeRole(arn, assuming, "s"))("sqs:SendMessage", "arn:aws:sqs:::jobs");
    });
    const because = "because no identity-based policy allows the sqs:SendMessage action";
    expect(denials).toEqual([
      expect.stringMatching(
        `${because} \\(what ${policy_arn} may allow is not known on this machine: let jobPolicyFile`,
      ),
      expect.stringMatching(`${because}$`),
    ]);
  });
});
