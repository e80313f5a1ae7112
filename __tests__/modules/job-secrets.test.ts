import { parseJson, synthesize, type Block } from "../support/template";

const account = "123456789012";
const secret = `arn:aws:secretsmanager:eu-west-1:${account}:secret:team/db-AbCdEf`;
const parameter = `arn:aws:ssm:eu-west-1:${account}:parameter/team/api-key`;
const jobSecrets = { DB_USER: `${secret}:user::`, DB_PASSWORD: `${secret}:password::`, API_KEY: parameter };
const readSecrets = { sid: "ReadSecrets", actions: ["secretsmanager:GetSecretValue"], resources: [secret] };
const readParameters = { sid: "ReadParameters", actions: ["ssm:GetParameters"], resources: [parameter] };

const executionRole = "ecs-task_execution-role_permissions";

type Template = ReturnType<typeof synthesize>[1];
const interfaces = (synthesized: Template) =>
  Object.values(synthesized.resources("aws_vpc_endpoint"))
    .filter((endpoint) => endpoint["vpc_endpoint_type"] === "Interface")
    .map((endpoint) => String(endpoint["service_name"]).replace("com.amazonaws.eu-west-1.", ""));

describe("Given secrets of the tasks", () => {
  const templates = synthesize({ accountId: account, jobSecrets });

  it.each([1, 2] as const)(
    "When pattern %i is synthesized, then ECS gives the container each by its ARN",
    (pattern) => {
      const definition = templates[pattern].resource("aws_ecs_task_definition", "ecs-task_definition");
      const [container] = parseJson(definition["container_definitions"]) as [Block];
      expect(container["secrets"]).toEqual(
        Object.entries(jobSecrets).map(([name, valueFrom]) => ({ name, valueFrom })),
      );
    },
  );

  it("When the roles are read, then the execution role reads just those, whole, and no other role any", () => {
    expect(templates[1].statements(executionRole)).toEqual(
      expect.arrayContaining([readSecrets, readParameters]) as unknown,
    );
    for (const role of ["ecs-task_task-role", "task-monitor_role", "task-launcher_role", "workflow_role"])
      expect(JSON.stringify(templates[1].statements(`${role}_permissions`))).not.toMatch(/secretsmanager|ssm:/);
  });

  it("When the deployment has a key, then the execution role may use it for them, by way of the two services alone", () => {
    const kmsKeyArn = `arn:aws:kms:eu-west-1:${account}:key/1234abcd`;
    const use = (sid: string, service: string) => ({
      sid,
      actions: ["kms:Decrypt"],
      resources: [kmsKeyArn],
      condition: [{ test: "StringEquals", variable: "kms:ViaService", values: [`${service}.eu-west-1.amazonaws.com`] }],
    });
    const statements = synthesize({ jobSecrets, kmsKeyArn })[1].statements(executionRole) as { sid: string }[];
    expect(statements.filter(({ sid }) => sid.startsWith("UseKey"))).toEqual([
      use("UseKeyForSecrets", "secretsmanager"),
      use("UseKeyForParameters", "ssm"),
    ]);
  });

  it("When a spec is checked, then their names are not an entry's to set, in function and tools alike", () => {
    const job = { kind: "copy", allowedOverrides: [], secretNames: Object.keys(jobSecrets) };
    expect(JSON.parse(String(templates[1].terraform.output["job"]?.value))).toEqual(job);
    const launcher = templates[1].resource("aws_lambda_function", "task-launcher_function");
    const { variables } = launcher["environment"] as { variables: Record<string, string> };
    expect(JSON.parse(String(variables["JOB"]))).toEqual(job);
  });
});

describe("Given a network with interface endpoints", () => {
  const without = interfaces(synthesize()[1]);

  it.each([
    ["secrets and parameters", jobSecrets, ["secretsmanager", "ssm"]],
    ["secrets alone", { A: secret }, ["secretsmanager"]],
    ["parameters alone", { A: parameter }, ["ssm"]],
  ])("When tasks have %s, then it has the endpoints they need, and no more", (_, secrets, needed) => {
    expect(interfaces(synthesize({ jobSecrets: secrets })[1])).toEqual([...without, ...needed]);
  });

  it("When their endpoints are read, then each lets through the reading of those and nothing else", () => {
    const ours = {
      principals: [{ type: "*", identifiers: ["*"] }],
      condition: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: [account] }],
    };
    const template = synthesize({ accountId: account, jobSecrets })[1];
    expect([
      template.statements("network_endpoints_secretsmanager-policy"),
      template.statements("network_endpoints_ssm-policy"),
    ]).toEqual([[{ ...readSecrets, ...ours }], [{ ...readParameters, ...ours }]]);
  });

  it.each(["nat", "public"])("When the network is %s, then there is still none", (network) => {
    expect(interfaces(synthesize({ network, jobSecrets })[1])).toEqual([]);
  });
});
