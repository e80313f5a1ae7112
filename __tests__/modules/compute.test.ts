import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { deploymentKeys, type Deployment } from "../../workflow/deployment";
import { parseJson, synthesize } from "../support/template";
import { copyJob } from "../../workflow/job";

const templates = synthesize();
const assetHash = /[0-9a-fA-F]{32}/;

describe.each([1, 2] as const)("Given the tasks of pattern %i", (pattern) => {
  const template = templates[pattern];
  const stack = `amazon-ecs-starter-kit-pattern-${pattern}`;

  it("When the task definition is read, then it is a small Fargate task with two roles apart", () => {
    expect(template.resource("aws_ecs_task_definition", "ecs-task_definition")).toEqual({
      family: stack,
      skip_destroy: true,
      requires_compatibilities: ["FARGATE"],
      network_mode: "awsvpc",
      runtime_platform: { operating_system_family: "LINUX", cpu_architecture: "X86_64" },
      cpu: "256",
      memory: "512",
      task_role_arn: "${aws_iam_role.ecs-task_task-role.arn}",
      execution_role_arn: "${aws_iam_role.ecs-task_execution-role.arn}",
      container_definitions: expect.any(String) as string,
    });
  });

  it("When its container is read, then it runs the pushed image by digest, without privileges, on a read-only disk", () => {
    const { container_definitions } = template.resource("aws_ecs_task_definition", "ecs-task_definition");
    expect(parseJson(container_definitions)).toEqual([
      {
        name: "ecs-task",
        image:
          "${aws_ecr_repository.task-image_repository.repository_url}@${docker_registry_image.task-image_pushed-image.sha256_digest}",
        essential: true,
        user: "1000",
        readonlyRootFilesystem: true,
        linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
        stopTimeout: 60,
        environment: [
          { name: "region", value: "eu-west-1" },
          { name: "workflow_details_ddb_table_name", value: "${aws_dynamodb_table.audit-tables_details.name}" },
          { name: "workflow_details_hash_key", value: "workflow_run_id" },
          { name: "workflow_details_range_key", value: "ecs_task_id" },
        ],
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "${aws_cloudwatch_log_group.ecs-task_logs.name}",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "ecs-task",
          },
        },
      },
    ]);
  });

  it("When the repository is read, then a tag may be pushed again, and images are scanned", () => {
    expect(template.resource("aws_ecr_repository", "task-image_repository")).toEqual({
      name: stack,
      image_tag_mutability: "MUTABLE",
      image_scanning_configuration: { scan_on_push: true },
      force_delete: true,
    });
  });

  it("When the repository's lifecycle is read, then ten tagged images are kept, and what BuildKit adds to them is not counted", () => {
    const { policy } = template.resource("aws_ecr_lifecycle_policy", "task-image_lifecycle");
    expect(parseJson(policy)).toEqual({
      rules: [
        {
          rulePriority: 1,
          description: "Keep the last 10 images",
          selection: { tagStatus: "tagged", tagPatternList: ["*"], countType: "imageCountMoreThan", countNumber: 10 },
          action: { type: "expire" },
        },
        {
          rulePriority: 2,
          description: "Keep what lost its tag for 30 days",
          selection: { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 30 },
          action: { type: "expire" },
        },
      ],
    });
  });

  it("When the image is read, then its tag is the hash of what it is built from", () => {
    const image = template.resource("docker_image", "task-image");
    const { context, platform } = image["build"] as { context: string; platform: string };
    const hash = assetHash.exec(context)?.[0] ?? "";
    expect({ ...image, platform }).toMatchObject({
      name: `\${aws_ecr_repository.task-image_repository.repository_url}:x86_64-${hash}`,
      platform: "linux/amd64",
    });
    expect(hash).toHaveLength(32);
  });

  it("When the cluster is read, then its tasks run on Fargate unless told otherwise", () => {
    expect(template.resource("aws_ecs_cluster", "ecs-cluster")).toEqual({ name: stack });
    expect(template.resource("aws_ecs_cluster_capacity_providers", "ecs-cluster_capacity")).toEqual({
      cluster_name: "${aws_ecs_cluster.ecs-cluster.name}",
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE", weight: 1 }],
    });
  });

  it("When the monitor is read, then it is a Node.js 24 function in the private subnets that knows the deployment", () => {
    const code = /assets\/task-monitor_code\/[0-9A-F]{32}\/task-monitor\.zip/.exec(template.text)?.[0] ?? "no code";
    expect(template.resource("aws_lambda_function", "task-monitor_function")).toEqual({
      function_name: `${stack}-task-monitor`,
      description: "Follows the tasks of a workflow to their end",
      runtime: "nodejs24.x",
      handler: "index.handler",
      architectures: ["x86_64"],
      filename: code,
      source_code_hash: `\${filebase64sha256("${code}")}`,
      timeout: 300,
      memory_size: pattern === 2 ? 1_769 : 256,
      role: "${aws_iam_role.task-monitor_role.arn}",
      environment: {
        variables: {
          REGION: "eu-west-1",
          S3_BUCKET_NAME: "${aws_s3_bucket.artifact-bucket.id}",
          SUBNET_ID_LITERAL: '${join("$", [aws_subnet.network_private-1.id, aws_subnet.network_private-2.id])}',
          SEPARATOR: "$",
          WORKFLOW_NAME: stack,
          SECURITY_GROUP_ID: "${aws_security_group.task-client_group.id}",
          ASSIGN_PUBLIC_IP: "DISABLED",
          DDB_TABLE_NAME_WF_SUMMARY: "${aws_dynamodb_table.audit-tables_summary.name}",
          HASH_KEY_WF_SUMMARY: "workflow_name",
          RANGE_KEY_WF_SUMMARY: "workflow_run_id",
          DDB_TABLE_NAME_WF_DETAILS: "${aws_dynamodb_table.audit-tables_details.name}",
          HASH_KEY_WF_DETAILS: "workflow_run_id",
          RANGE_KEY_WF_DETAILS: "ecs_task_id",
          CLUSTER_NAME: "${aws_ecs_cluster.ecs-cluster.name}",
          CONTAINER_NAME: "ecs-task",
          TASK_DEFINITION:
            "${aws_ecs_task_definition.ecs-task_definition.family}:${aws_ecs_task_definition.ecs-task_definition.revision}",
          MAX_TIMEOUT_SECONDS: "86400",
          JOB: '{"kind":"copy","allowedOverrides":[]}',
          START_TIMEOUT_SECONDS: "600",
          RETENTION_DAYS: "0",
        },
      },
      vpc_config: {
        subnet_ids: ["${aws_subnet.network_private-1.id}", "${aws_subnet.network_private-2.id}"],
        security_group_ids: ["${aws_security_group.task-monitor_client_group.id}"],
      },
      tracing_config: { mode: "Active" },
      depends_on: ["aws_iam_role_policy.task-monitor_role_policy", "aws_cloudwatch_log_group.task-monitor_logs"],
    });
  });

  it("When the state machine is read, then it is a Standard one that logs without data and traces", () => {
    expect(template.resource("aws_sfn_state_machine", "workflow_state-machine")).toEqual({
      name: stack,
      type: "STANDARD",
      role_arn: "${aws_iam_role.workflow_role.arn}",
      definition: expect.any(String) as string,
      logging_configuration: {
        level: "ALL",
        include_execution_data: false,
        log_destination: "${aws_cloudwatch_log_group.workflow_logs.arn}:*",
      },
      tracing_configuration: { enabled: true },
      depends_on: ["aws_iam_role_policy.workflow_role_policy"],
    });
  });

  it("When the log groups are read, then each is kept for the setting's days", () => {
    const groups = Object.entries(template.resources("aws_cloudwatch_log_group"));
    expect(Object.fromEntries(groups.map(([address, group]) => [address, group]))).toEqual({
      "ecs-task_logs": { name: `/aws/ecs/${stack}`, retention_in_days: 30 },
      "task-monitor_logs": { name: `/aws/lambda/${stack}-task-monitor`, retention_in_days: 30 },
      workflow_logs: { name: `/aws/vendedlogs/states/${stack}`, retention_in_days: 30 },
      ...(pattern === 1
        ? { "task-launcher_logs": { name: `/aws/lambda/${stack}-task-launcher`, retention_in_days: 30 } }
        : {}),
    });
  });
});

describe("Given the state machine of pattern 1", () => {
  it("When its definition is read back, then it is the pure function's, with the functions of this stack", () => {
    const { definition } = templates[1].resource("aws_sfn_state_machine", "workflow_state-machine");
    expect(parseJson(definition)).toEqual(
      pattern1Definition({
        launcherArn: "${aws_lambda_function.task-launcher_function.arn}",
        monitorArn: "${aws_lambda_function.task-monitor_function.arn}",
        maxTimeoutSeconds: 86_400,
      }),
    );
  });
});

describe("Given the state machine of pattern 2", () => {
  it("When its definition is read back, then it is the pure function's, with what the outputs tell of this stack", () => {
    const template = templates[2];
    const { definition } = template.resource("aws_sfn_state_machine", "workflow_state-machine");
    const deployment = Object.fromEntries(
      // As parseJson has it, the quotes within an interpolation are single.
      deploymentKeys.map((key) => [key, String(template.terraform.output[key]?.value).replaceAll('"', "'")]),
    ) as Record<keyof Deployment, string>;
    expect(parseJson(definition)).toEqual(
      pattern2Definition({
        monitorArn: "${aws_lambda_function.task-monitor_function.arn}",
        clusterArn: "${aws_ecs_cluster.ecs-cluster.arn}",
        deployment,
        maxTimeoutSeconds: 86_400,
        job: copyJob,
        launchConcurrency: 20,
        toleratedLaunchFailurePercentage: 10,
      }),
    );
  });
});

describe("Given the Dockerfile", () => {
  it("When its base image is read, then it is one by digest, which Renovate looks at", () => {
    const [dockerfile, renovate] = ["ecs-task/Dockerfile", ".github/renovate.json"].map((file) =>
      readFileSync(join(projectFolder, file), "utf8"),
    );
    expect(dockerfile).toMatch(/^ARG NODE_IMAGE=public\.ecr\.aws\/docker\/library\/node:24-slim@sha256:[0-9a-f]{64}$/m);
    expect((JSON.parse(renovate ?? "") as { enabledManagers: string[] }).enabledManagers).toEqual(["dockerfile"]);
  });
});

describe("Given Container Insights", () => {
  it.each(["disabled", "enhanced"])(
    "When they are %s, then the cluster says so; otherwise the account decides",
    (value) => {
      const setting = [{ name: "containerInsights", value }];
      expect(synthesize({ containerInsights: value })[1].resource("aws_ecs_cluster", "ecs-cluster")).toMatchObject({
        setting,
      });
      expect(synthesize()[1].resource("aws_ecs_cluster", "ecs-cluster")).not.toHaveProperty("setting");
    },
  );
});
