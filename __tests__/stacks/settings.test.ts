import { parseJson, synthesize } from "../support/template";

describe("Given settings that change the stacks", () => {
  it("When an image is named, then no Docker is in the stack and the image is used as it is", () => {
    const imageUri = "210987654321.dkr.ecr.eu-west-2.amazonaws.com/team/task:1.2";
    const template = synthesize({ imageUri })[1];
    const { container_definitions } = template.resource("aws_ecs_task_definition", "ecs-task_definition");
    expect(parseJson(container_definitions)).toMatchObject([{ image: imageUri }]);
    expect(Object.keys(template.terraform.resource).filter((type) => type.startsWith("docker_"))).toEqual([]);
    expect([
      Object.keys(template.terraform.provider),
      Object.keys(template.terraform.terraform.required_providers),
    ]).toEqual([["aws"], ["aws"]]);
    expect(template.statements("ecs-task_execution-role_permissions")).toContainEqual({
      sid: "PullImage",
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: ["arn:aws:ecr:eu-west-2:210987654321:repository/team/task"],
    });
  });

  it("When another base is named, then the image is built on it, and its tag is another", () => {
    const images = [{}, { nodeImage: "mirror.example.com/node:24" }].map((context) =>
      synthesize(context)[1].resource("docker_image", "task-image"),
    );
    expect(images.map((image) => (image["build"] as { build_args?: unknown }).build_args)).toEqual([
      undefined,
      { NODE_IMAGE: "mirror.example.com/node:24" },
    ]);
    expect(new Set(images.map(({ name }) => name)).size).toBe(2);
  });

  it("When the image lies outside ECR, then the execution role may do no more than write logs", () => {
    const template = synthesize({ imageUri: "docker.io/library/task:1" })[2];
    expect(template.statements("ecs-task_execution-role_permissions")).toMatchObject([{ sid: "WriteLogs" }]);
  });

  it("When any container is wanted, then it runs as its image has it, under the name by which the monitor takes its exit code", () => {
    const template = synthesize({ job: "container", imageUri: "docker.io/library/debian:stable-slim" })[1];
    const { container_definitions } = template.resource("aws_ecs_task_definition", "ecs-task_definition");
    const [container] = parseJson(container_definitions) as Record<string, unknown>[];
    expect(container).toMatchObject({ name: "job", image: "docker.io/library/debian:stable-slim" });
    expect(Object.keys(container ?? {})).toEqual([
      "name",
      "image",
      "essential",
      "linuxParameters",
      "stopTimeout",
      "environment",
      "logConfiguration",
    ]);
  });

  it("When the folder of a job is named, then its image is built of it, and another folder makes another tag", () => {
    const [shell, python] = ["shell", "python"].map((name) => {
      const context = { job: "container", jobContext: `ecs-task/examples/${name}` };
      return synthesize(context)[2].resource("docker_image", "task-image");
    });
    expect(shell?.["build"]).toEqual({
      context: expect.stringMatching(/^assets\//) as string,
      dockerfile: expect.stringMatching(/^assets\/.*\/Dockerfile$/) as string,
      platform: "linux/amd64",
      builder: "default",
    });
    expect(shell?.["name"]).not.toBe(python?.["name"]);
  });

  it("When Spot is wanted, then the cluster's own strategy says so, and tasks have three attempts", () => {
    const template = synthesize({ spot: true })[2];
    expect(template.resource("aws_ecs_cluster_capacity_providers", "ecs-cluster_capacity")).toMatchObject({
      capacity_providers: ["FARGATE", "FARGATE_SPOT"],
      default_capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT", weight: 1 }],
    });
    expect(JSON.parse(String(template.terraform.output["job"]?.value))).toEqual({
      kind: "copy",
      allowedOverrides: [],
      taskDefaults: { attempts: 3, retryOn: "infrastructure" },
    });
  });

  it("When ARM is wanted, then image, tasks and functions follow", () => {
    const template = synthesize({ cpuArchitecture: "ARM64" })[1];
    const image = template.resource("docker_image", "task-image");
    expect([
      image["build"],
      image["name"],
      template.resource("aws_ecs_task_definition", "ecs-task_definition")["runtime_platform"],
      ...Object.values(template.resources("aws_lambda_function")).map(({ architectures }) => architectures),
    ]).toEqual([
      {
        context: expect.any(String) as string,
        dockerfile: expect.any(String) as string,
        platform: "linux/arm64",
        builder: "default",
      },
      expect.stringMatching(/:arm64-[0-9a-f]{32}$/),
      { operating_system_family: "LINUX", cpu_architecture: "ARM64" },
      ["arm64"],
      ["arm64"],
    ]);
  });

  it("When the account is named, then nobody is asked for it and no other account is deployed to", () => {
    const template = synthesize({ accountId: "123456789012" })[1];
    expect(template.terraform.data["aws_caller_identity"]).toBeUndefined();
    expect(template.terraform.provider["aws"]).toMatchObject([{ allowed_account_ids: ["123456789012"] }]);
    expect(template.resource("aws_s3_bucket", "artifact-bucket")["bucket"]).toBe(
      "123456789012-amazon-ecs-starter-kit-pattern-1-eu-west-1",
    );
  });

  it("When tags are given, then the provider puts them on everything", () => {
    expect(synthesize({ tags: { Team: "data", Stage: "test" } })[2].terraform.provider["aws"]).toEqual([
      { region: "eu-west-1", default_tags: [{ tags: { Team: "data", Stage: "test" } }] },
    ]);
  });
});

describe("Given settings that decide what an upgrade may take away", () => {
  it("When deletion is protected, then nothing that holds data is deleted with its content", () => {
    const template = synthesize({ deletionProtection: true })[1];
    const tables = Object.values(template.resources("aws_dynamodb_table"));
    expect({
      tables: tables.map((table) => table["deletion_protection_enabled"]),
      bucket: template.resource("aws_s3_bucket", "artifact-bucket")["force_destroy"],
      repository: template.resource("aws_ecr_repository", "task-image_repository")["force_delete"],
    }).toEqual({ tables: [true, true], bucket: false, repository: false });
  });

  it("When the address ranges are given, then VPCs and subnets follow, each pattern with its own", () => {
    const templates = synthesize({ vpcCidrBlocks: ["10.1.0.0/16", "172.16.0.0/16"] });
    const ranges = Object.values(templates).map((template) => [
      template.resource("aws_vpc", "network_vpc")["cidr_block"],
      template.resource("aws_subnet", "network_private-1")["cidr_block"],
    ]);
    expect(ranges).toEqual([
      ["10.1.0.0/16", '${cidrsubnet("10.1.0.0/16", 4, 2)}'],
      ["172.16.0.0/16", '${cidrsubnet("172.16.0.0/16", 4, 2)}'],
    ]);
  });
});

describe("Given the places for Terraform's state", () => {
  const backends = (context: Record<string, unknown>) =>
    Object.values(synthesize(context)).map(({ terraform }) => terraform.terraform.backend);

  it("When no bucket is named, then it is a file beside cdktf.json, by a relative path", () => {
    expect(backends({})).toEqual([
      { local: { path: "../../../terraform.amazon-ecs-starter-kit-pattern-1-eu-west-1.tfstate" } },
      { local: { path: "../../../terraform.amazon-ecs-starter-kit-pattern-2-eu-west-1.tfstate" } },
    ]);
  });

  it("When a bucket is named, then it is an object there, encrypted and locked", () => {
    const s3 = (pattern: number) => ({
      s3: {
        bucket: "our-state",
        key: `amazon-ecs-starter-kit/amazon-ecs-starter-kit-pattern-${pattern}-eu-west-1.tfstate`,
        region: "eu-central-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
    expect(backends({ stateBucket: "our-state", stateRegion: "eu-central-1" })).toEqual([s3(1), s3(2)]);
  });
});
