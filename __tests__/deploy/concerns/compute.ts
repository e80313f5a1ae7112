import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { DescribeClustersCommand, DescribeTaskDefinitionCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, SFNClient } from "@aws-sdk/client-sfn";
import { createHash } from "node:crypto";
import { deployedOf } from "../../../tools/local/deployed/resources";
import { stateMachineConfiguration } from "../../../tools/local/state-machine/definition";
import { deploymentKeys, toEnvironment, type Deployment } from "../../../workflow/deployment";
import { region, type DeployedPattern, type LocalCloud } from "../running-cloud";

const functionsOf = { 1: ["task-launcher", "task-monitor"], 2: ["task-monitor"] } as const;

/** Cluster, task definition, functions and state machine of a pattern, as their services describe them. */
export function compute(deployed: LocalCloud, pattern: DeployedPattern): void {
  const stack = `amazon-ecs-starter-kit-pattern-${pattern}`;
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:000000000000:${resource}`;
  const role = (name: string) => `arn:aws:iam::000000000000:role/${stack}${name}-${region}`;

  it("When the cluster is described, then its tasks run on Fargate unless Spot is set", async () => {
    const ecs = new ECSClient(deployed.client);
    const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [stack] }));
    expect(
      clusters.map(({ capacityProviders, defaultCapacityProviderStrategy }) => ({
        // In no order of their own.
        capacityProviders: capacityProviders?.toSorted(),
        strategy: defaultCapacityProviderStrategy?.map(({ capacityProvider, weight }) => [capacityProvider, weight]),
      })),
    ).toEqual([{ capacityProviders: ["FARGATE", "FARGATE_SPOT"], strategy: [["FARGATE", 1]] }]);
  });

  it("When the task definition is described, then it is what the container needs, and no more", async () => {
    const ecs = new ECSClient(deployed.client);
    const { taskDefinition = {} } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: stack }));
    expect(taskDefinition).toMatchObject({
      taskDefinitionArn: arn("ecs", `task-definition/${stack}:1`),
      taskRoleArn: role("-task"),
      executionRoleArn: role("-task-execution"),
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      cpu: "256",
      memory: "512",
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
    });
    expect(taskDefinition.containerDefinitions).toEqual([
      expect.objectContaining({
        name: "ecs-task",
        image: process.env["KIT_IMAGE_URI"],
        user: "1000",
        readonlyRootFilesystem: true,
        linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
        stopTimeout: 60,
        environment: [
          { name: "region", value: region },
          {
            name: "workflow_details_ddb_table_name",
            value: `amazon-ecs-starter-kit-pattern-${pattern}-workflow-details`,
          },
          { name: "workflow_details_hash_key", value: "workflow_run_id" },
          { name: "workflow_details_range_key", value: "ecs_task_id" },
        ],
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": `/aws/ecs/${stack}`,
            "awslogs-region": region,
            "awslogs-stream-prefix": "ecs-task",
          },
        },
      }),
    ]);
  });

  it.each(functionsOf[pattern])(
    "When function %s is described, then it runs the zip that was synthesized, with the deployment's values",
    async (name) => {
      const lambda = new LambdaClient(deployed.client);
      const configuration = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: `${stack}-${name}` }),
      );
      const resource = deployed
        .synthesized(pattern)
        .resources("aws_lambda_function")
        .find(({ values }) => values["function_name"] === `${stack}-${name}`);
      const { functions } = deployedOf(deployed.synthesized(pattern));
      const synthesized = functions.find((one) => one.name === `${stack}-${name}`);
      const outputs = deployed.outputs(pattern);
      const values = Object.fromEntries(deploymentKeys.map((key) => [key, outputs[key]])) as unknown as Record<
        keyof Deployment,
        string
      >;
      expect(configuration).toMatchObject({
        FunctionName: `${stack}-${name}`,
        // That of the stack, or the newest that the mirror's AWS provider knows.
        Runtime: resource?.values["runtime"],
        Handler: "index.handler",
        Role: role(`-${name}`),
        Timeout: 300,
        MemorySize: resource?.values["memory_size"],
        Architectures: ["x86_64"],
        TracingConfig: { Mode: "Active" },
        CodeSha256: createHash("sha256")
          .update(synthesized?.zip ?? "")
          .digest("base64"),
      });
      expect(configuration.Environment?.Variables).toEqual(
        toEnvironment({
          ...values,
          maxTimeoutSeconds: "86400",
          startTimeoutSeconds: "600",
          retentionDays: "0",
          job: JSON.stringify({ kind: "copy", allowedOverrides: [] }),
        }),
      );
      expect(configuration.VpcConfig?.SubnetIds?.toSorted()).toEqual(values.subnetIdLiteral.split("$").sort());
    },
  );

  it("When the state machine is described, then it is the synthesized definition, logged without data and traced", async () => {
    const sfn = new SFNClient(deployed.client);
    const machine = await sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: deployed.outputs(pattern).stateMachineArn }),
    );
    const synthesized = deployed.synthesized(pattern);
    const { definition } = stateMachineConfiguration(synthesized.only("aws_sfn_state_machine"));
    expect({
      name: machine.name,
      type: machine.type,
      roleArn: machine.roleArn,
      definition: JSON.parse(machine.definition ?? "{}") as unknown,
      logging: { includeExecutionData: false, ...machine.loggingConfiguration },
      tracing: machine.tracingConfiguration,
    }).toEqual({
      name: stack,
      type: "STANDARD",
      roleArn: role("-state-machine"),
      definition: deployed.asDeployed<unknown>(pattern, definition),
      logging: {
        level: "ALL",
        includeExecutionData: false,
        destinations: [
          { cloudWatchLogsLogGroup: { logGroupArn: `${arn("logs", `log-group:/aws/vendedlogs/states/${stack}`)}:*` } },
        ],
      },
      tracing: { enabled: true },
    });
  });

  it("When the log groups are described, then each program has one, kept for 30 days", async () => {
    const logs = new CloudWatchLogsClient(deployed.client);
    const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
    const own = logGroups.filter(({ logGroupName = "" }) => logGroupName.includes(stack));
    expect(own.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]).sort()).toEqual(
      [
        `/aws/ecs/${stack}`,
        ...functionsOf[pattern].map((name) => `/aws/lambda/${stack}-${name}`),
        `/aws/vendedlogs/states/${stack}`,
      ].map((name) => [name, 30]),
    );
  });

  it("When the repository is described, then a tag may be pushed again, and images are scanned", async () => {
    const ecr = new ECRClient(deployed.client);
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [stack] }));
    expect(
      repositories.map(({ imageTagMutability, imageScanningConfiguration }) => ({
        imageTagMutability,
        imageScanningConfiguration,
      })),
    ).toEqual([{ imageTagMutability: "MUTABLE", imageScanningConfiguration: { scanOnPush: true } }]);
  });
}
