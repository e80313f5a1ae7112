import { synthesize } from "../support/template";

const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const templates = synthesize({ kmsKeyArn });

const use = (sid: string, service: string, ...actions: string[]) => ({
  sid,
  actions: actions.map((action) => `kms:${action}`),
  resources: [kmsKeyArn],
  condition: [{ test: "StringEquals", variable: "kms:ViaService", values: [`${service}.eu-west-1.amazonaws.com`] }],
});
const objects = use("UseKeyForObjects", "s3", "Decrypt", "GenerateDataKey");
const rows = use(
  "UseKeyForRows",
  "dynamodb",
  ...["Decrypt", "DescribeKey", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "ReEncryptTo"],
);
const lists = use("UseKeyForLists", "s3", "Decrypt");
const environment = use("UseKeyForEnvironment", "lambda", "Decrypt");

describe.each([1, 2] as const)("Given a customer's key and pattern %i", (pattern) => {
  const template = templates[pattern];
  const valuesOf = (type: string, attribute: string) =>
    Object.values(template.resources(type)).map((resource) => resource[attribute]);

  it("When what is at rest is read, then all of it is encrypted with that key", () => {
    expect(valuesOf("aws_s3_bucket_server_side_encryption_configuration", "rule")).toEqual([
      [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: "aws:kms", kms_master_key_id: kmsKeyArn },
          bucket_key_enabled: true,
        },
      ],
    ]);
    const tables = valuesOf("aws_dynamodb_table", "server_side_encryption");
    expect(tables).toEqual(Array(2).fill({ enabled: true, kms_key_arn: kmsKeyArn }));
    expect(valuesOf("aws_ecr_repository", "encryption_configuration")).toEqual([
      [{ encryption_type: "KMS", kms_key: kmsKeyArn }],
    ]);
    expect(valuesOf("aws_cloudwatch_log_group", "kms_key_id")).toEqual(Array(pattern === 1 ? 4 : 3).fill(kmsKeyArn));
    expect(valuesOf("aws_lambda_function", "kms_key_arn")).toEqual(Array(pattern === 1 ? 2 : 1).fill(kmsKeyArn));
  });

  it("When the roles are read, then each may use it by way of the services that it calls, and no other way", () => {
    const uses = (role: string) =>
      (template.statements(`${role}_permissions`) as { sid: string }[]).filter(({ sid }) => sid.startsWith("UseKey"));
    expect({
      task: uses("ecs-task_task-role"),
      execution: uses("ecs-task_execution-role"),
      monitor: uses("task-monitor_role"),
      stateMachine: uses("workflow_role"),
      ...(pattern === 1 ? { launcher: uses("task-launcher_role") } : {}),
    }).toEqual({
      task: [objects, rows],
      execution: [],
      monitor: [rows, environment],
      stateMachine: pattern === 1 ? [] : [rows, lists, objects],
      ...(pattern === 1 ? { launcher: [rows, lists, environment] } : {}),
    });
  });
});

describe("Given no key", () => {
  it("When the stacks are read, then KMS is in none of them", () => {
    const texts = Object.values(synthesize()).map(({ text }) => text);
    expect(texts.filter((text) => /kms/i.test(text))).toEqual([]);
  });
});
