import { DescribeRepositoriesCommand, ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stackNames } from "../support/deployment";
import { docker } from "../../tools/local/endpoints/ecs/docker-runner";
import { sampleKey } from "../../tools/local/contents";
import { dockerOutput, importNodeImage } from "../support/docker";
import { ImageRegistry } from "../support/image-registry";
import { ChangedStack } from "./changed-stack";
import { DeployedStacks } from "./deployed";
import { givenImageTools } from "./given-tools";

const bases = {
  first: `amazon-ecs-starter-kit-base:${process.pid}a`,
  other: `amazon-ecs-starter-kit-base:${process.pid}b`,
};
const [stack = "", otherStack = ""] = stackNames;
const ecrHost = "000000000000.dkr.ecr.us-east-1.amazonaws.com";

/** What the switch to an image that exists leaves as it is. */
const built = ["docker_image.task-image", "docker_registry_image.task-image_pushed-image"];

// One deployment for all: the tests below run in their order.
givenImageTools("Given the Docker provider, a Docker Engine, and a registry that refuses as ECR does", () => {
  const registry = new ImageRegistry();
  const deployed = new DeployedStacks();
  const changed = new ChangedStack(deployed, stack);
  const others = new ChangedStack(deployed, otherStack);

  /** The image that the newest revision of a stack's task definition names, without the registry. */
  const deployedImage = async (family = stack): Promise<string | undefined> => {
    const ecs = new ECSClient(deployed.client);
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
    return taskDefinition?.containerDefinitions?.[0]?.image?.replace(`${new URL(registry.url).host}/`, "");
  };

  /** Takes the images off the Engine: what another runner has. */
  const forgetImages = () => {
    const { host } = new URL(registry.url);
    const images = dockerOutput("images", "--all", "--quiet", "--no-trunc", "--filter", `reference=${host}/*`);
    for (const image of new Set(images.split("\n").filter(Boolean))) dockerOutput("image", "rm", "--force", image);
  };

  const login = async (): Promise<string> => {
    const { authorizationData = [] } = await new ECRClient(deployed.client).send(new GetAuthorizationTokenCommand({}));
    return authorizationData[0]?.authorizationToken ?? "none";
  };

  /** Pulls an image as the execution role has ECS do: logged in to ECR. */
  const pull = async (named: string): Promise<void> => {
    const folder = mkdtempSync(join(tmpdir(), "docker-config-"));
    const auths = { [new URL(registry.url).host]: { auth: await login() } };
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }));
    try {
      // Not dockerOutput, which would wait for the registry in this process, and keep it from answering.
      await docker(["--config", folder, "pull", "--quiet", named]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  /** The images of the containers that were started since then: seconds since 1970. */
  const startedSince = (begin: number): string[] => {
    const period = ["--since", String(begin), "--until", String(Math.ceil(Date.now() / 1_000))];
    const filters = ["--filter", "event=start", "--format", "{{.From}}"];
    return dockerOutput("events", ...period, ...filters).split("\n");
  };

  const pushes = () => registry.manifests.filter((one) => one.startsWith("PUT"));

  beforeAll(async () => {
    for (const [label, tag] of Object.entries(bases)) importNodeImage(tag, label);
    await registry.start();
    registry.mutabilityOf = async (name) => {
      const ecr = new ECRClient(deployed.client);
      const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
      return repositories[0]?.imageTagMutability ?? "no such repository";
    };
    registry.login = login;
    process.env["KIT_NODE_IMAGE"] = bases.first;
    process.env["KIT_CPU_ARCHITECTURE"] = process.arch === "arm64" ? "ARM64" : "X86_64";
    await deployed.start(registry.url);
  });

  afterAll(async () => {
    await deployed.close();
    forgetImages();
    await registry.close();
    dockerOutput("image", "rm", "--force", ...Object.values(bases));
  });

  /** The first that was pushed, and the one that is deployed now. */
  let firstImage = "";
  let image = "";

  it.each([changed, others])(
    "When $stack is applied, then the image is built and pushed, and tasks name it by digest",
    async (one) => {
      await one.synthesize({});
      await one.apply();
      const named = (await deployedImage(one.stack)) ?? "";
      expect(named).toMatch(new RegExp(`^${one.stack}@sha256:[0-9a-f]{64}$`));
      expect(pushes().filter((push) => push.startsWith(`PUT ${one.stack}:`))).toEqual([
        expect.stringMatching(/:(x86_64|arm64)-[0-9a-f]{32}$/),
      ]);
      if (one === changed) firstImage = named;
    },
  );

  it.each([others, changed])("When $stack is planned again, then the plan is empty", async (one) => {
    await one.synthesize({});
    expect(await one.changes()).toEqual([]);
  });

  it("When another runner plans, whose Engine has no image, then an image is to be built there, and nothing else changes", async () => {
    forgetImages();
    expect(await changed.changes()).toEqual(["docker_image.task-image create"]);
  });

  it.each([changed, others])(
    "When a workflow of $stack is run, then its tasks run the image that was pushed",
    async (one) => {
      const { s3BucketName, stateMachineArn, workflowSpecs = "" } = await one.outputs();
      await new S3Client(deployed.client).send(
        new PutObjectCommand({ Bucket: s3BucketName, Key: sampleKey, Body: "a sample" }),
      );
      const sfn = new SFNClient(deployed.client);
      const spec = JSON.parse(workflowSpecs) as { taskList: object[] };
      const input = JSON.stringify({ ...spec, taskList: spec.taskList.slice(0, 2) });
      const named = `${new URL(registry.url).host}/${String(await deployedImage(one.stack))}`;
      await pull(named);
      const begin = Math.floor(Date.now() / 1_000);
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
      const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
      let execution = await describe();
      while (execution.status === "RUNNING") {
        await new Promise((resolve) => setTimeout(resolve, 500));
        execution = await describe();
      }
      expect([execution.status, execution.cause]).toEqual(["SUCCEEDED", undefined]);
      expect(startedSince(begin)).toEqual([named, named]);
    },
  );

  it("When that other runner applies, then the image is built, and no other is deployed", async () => {
    await changed.apply();
    expect([await deployedImage(), await changed.changes()]).toEqual([firstImage, []]);
  });

  it("When the contents change, then another image is pushed, and the first one stays", async () => {
    await changed.synthesize({ KIT_NODE_IMAGE: bases.other });
    await changed.apply();
    const other = (await deployedImage()) ?? "";
    expect(other).not.toBe(firstImage);
    expect([await registry.find(other), await registry.find(firstImage)]).toEqual([other, firstImage]);
    expect(await changed.changes()).toEqual([]);
  });

  it("When they are as before again, then what this runner has built of them is pushed under the tag that is there already", async () => {
    const [pushed = ""] = pushes();
    const before = pushes().length;
    await changed.synthesize({ KIT_NODE_IMAGE: bases.first });
    await changed.apply();
    image = (await deployedImage()) ?? "";
    expect(pushes().slice(before)).toEqual([pushed]);
    expect([image, await changed.changes()]).toEqual([await registry.find(pushed.replace("PUT ", "")), []]);
  });

  it("When the digest cannot be read once, then the image is pushed again, and the next plan is empty", async () => {
    registry.unreadable = true;
    const changes = await changed.changes();
    registry.unreadable = false;
    expect(changes).toContain("docker_registry_image.task-image_pushed-image create");
    await changed.applyPlan();
    expect([await deployedImage(), await changed.changes()]).toEqual([image, []]);
  });

  it("When tags could not be pushed again, then an apply would fail there, in ECR's words", async () => {
    await changed.synthesize({ KIT_NODE_IMAGE: bases.other }, ({ aws_ecr_repository = {} }) => {
      for (const one of Object.values(aws_ecr_repository)) one["image_tag_mutability"] = "IMMUTABLE";
    });
    await expect(changed.apply()).rejects.toThrow("cannot be overwritten because the tag is immutable");
    await changed.synthesize({ KIT_NODE_IMAGE: bases.first });
    await changed.apply();
    expect([await deployedImage(), await changed.changes()]).toEqual([image, []]);
  });

  const existing = () => `${ecrHost}/${image}`;

  it("When an image that exists is named instead, then what was built is forgotten, not destroyed", async () => {
    await changed.synthesize({ KIT_IMAGE_URI: existing() });
    const changes = await changed.changes();
    expect(changes.filter((one) => one.startsWith("docker_"))).toEqual(built.map((address) => `${address} remove`));
    // In no order of their own where they are as old.
    const onEngine = () => dockerOutput("images", "--quiet").split("\n").sort();
    const [before, images] = [registry.manifests.length, onEngine()];
    await changed.apply();
    expect(await deployedImage()).toBe(existing());
    expect([registry.manifests.slice(before).filter((one) => !/^(HEAD|GET)/.test(one)), onEngine()]).toEqual([
      [],
      images,
    ]);
  });

  it("When it was forgotten, then plans are empty, on a machine without an Engine too", async () => {
    expect(await changed.changes({ DOCKER_HOST: "unix:///nowhere/docker.sock" })).toEqual([]);
  });

  it("When the image is to be built again, then it is, and the next plan is empty", async () => {
    await changed.synthesize({ KIT_IMAGE_URI: "" });
    await changed.apply();
    expect([await deployedImage(), await changed.changes()]).toEqual([image, []]);
  });

  it("When the state is looked at, then the login to ECR is not in it, where the AWS provider can do without", () => {
    const state = readFileSync(deployed.workspace.stateFile(stack), "utf8");
    const hasData = state.includes('"type": "aws_ecr_authorization_token"');
    const plan = readFileSync(`${deployed.workspace.stackFolder(stack)}/cdk.tf.json`, "utf8");
    expect(hasData).toBe(plan.includes("data.aws_ecr_authorization_token"));
    expect(state.includes("auth-token")).toBe(hasData);
  });
});
