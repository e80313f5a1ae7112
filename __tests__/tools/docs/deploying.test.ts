import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../support/checkout";
import { synthesizeAll } from "../../support/template";

/** Services by what their resources' types begin with; those that begin otherwise are EC2's. */
const services: readonly (readonly [prefix: string, service: string])[] = [
  ["cloudwatch_event_", "EventBridge"],
  ["cloudwatch_log_", "CloudWatch Logs"],
  ["cloudwatch_", "CloudWatch"],
  ["dynamodb_", "DynamoDB"],
  ["ecr_", "ECR"],
  ["ecs_", "ECS"],
  ["iam_", "IAM"],
  ["lambda_", "Lambda"],
  ["s3_", "S3"],
  ["scheduler_", "EventBridge Scheduler"],
  ["sfn_", "Step Functions"],
  ["sqs_", "SQS"],
  ["default_security_group|eip|flow_log|internet_gateway|nat_gateway|route|security_group|subnet|vpc", "EC2"],
];

const serviceOf = (type: string): string =>
  services.find(([prefix]) => new RegExp(`^aws_(${prefix})`).test(type))?.[1] ?? type;

describe("Given what the deployer must be allowed, in docs/deploying.md", () => {
  it("When it is held against the stacks, then each of their services is named", () => {
    const templates = [
      ...synthesizeAll({}),
      ...synthesizeAll({
        natGateways: 1,
        flowLogs: true,
        schedule: "rate(1 day)",
        scheduleSpec: "spec-templates/nightly.json",
        jobPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"],
      }),
    ];
    const types = new Set(templates.flatMap(({ terraform }) => Object.keys(terraform.resource)));
    const needed = new Set([...types].filter((type) => !type.startsWith("docker_")).map(serviceOf));
    const [, named = ""] =
      /They may create, change and delete ([^]*?)\n- /.exec(readFileSync(join(root, "docs/deploying.md"), "utf8")) ??
      [];
    const words = named.replaceAll(/\s+/g, " ");
    expect([...needed].filter((service) => !new RegExp(`\\b${service}(,|;|\\.| \\(| and|$)`).test(words))).toEqual([]);
    expect(needed.size).toBe(services.length);
  });
});
