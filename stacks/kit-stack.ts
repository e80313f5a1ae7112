import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { FunctionName } from "../modules/bundles/programs";
import { Alarms } from "../modules/alarms";
import { ArtifactBucket } from "../modules/artifact-bucket";
import { AuditTables } from "../modules/audit-tables";
import { Dashboard } from "../modules/dashboard";
import { EcsCluster } from "../modules/ecs-cluster";
import { FargateTask } from "../modules/fargate-task";
import { jobStatements } from "../modules/job-policy";
import { secretServices } from "../modules/job-secrets";
import { bucketName, stackName } from "../modules/names";
import { Network } from "../modules/network";
import { NetworkClient } from "../modules/network-client";
import { NodeFunction, type NodeFunctionProps } from "../modules/node-function";
import type { Statement } from "../modules/service-role";
import { Schedule } from "../modules/schedule";
import { notifyStatements } from "../modules/statements";
import { StateMachine } from "../modules/state-machine";
import { StoppedExecutions } from "../modules/stopped-executions";
import { TaskImage } from "../modules/task-image";
import type { Settings } from "./settings";
import { jobOf } from "./settings/job";
import { scheduleInput } from "./settings/schedule-spec";
import { networkSetup } from "../modules/network-setups";
import { auditKeys } from "../workflow/audit-rows";
import { toEnvironment, type Deployment, type Pattern } from "../workflow/deployment";
import type { Job } from "../workflow/job";
import { stateMachineConsoleUrl } from "../workflow/console-url";
import { fillTemplate } from "../workflow/spec-template";
import { taskEnvironment, type DefinitionVariable } from "../workflow/task-environment";
import { addBackend } from "./backend";
import { requireVersions } from "./versions";
import { outputDescriptions } from "./outputs";

interface KitStackProps {
  readonly pattern: Pattern;
  readonly settings: Settings;
  /** @default what a function has that waits for others most of its time */
  readonly monitorMemoryMib?: number;
}

const separator = "$";

/** Constructs that all patterns have: network, bucket, tables, cluster, task, monitor. A stack is deployed and destroyed on its own. */
export abstract class KitStack extends TerraformStack {
  protected readonly settings: Settings;
  protected readonly tables: AuditTables;
  protected readonly cluster: EcsCluster;
  protected readonly task: FargateTask;
  protected readonly deployment: Deployment;
  protected readonly monitorArn: string;
  protected readonly bucket: ArtifactBucket;
  protected readonly name: string;
  protected readonly accountId: string;
  private readonly pattern: Pattern;
  private readonly network: Network;
  private readonly functionNames: string[] = [];
  /** The terms of the job that specs are checked by. */
  protected readonly job: Job;

  constructor(scope: Construct, props: KitStackProps) {
    const { settings } = props;
    const { region, kmsKeyArn, deletionProtection, cpuArchitecture } = settings;
    const name = stackName(settings.name, props.pattern);
    super(scope, name);
    this.name = name;
    this.pattern = props.pattern;
    this.settings = settings;
    this.job = jobOf(settings);
    this.accountId = this.connect();
    this.bucket = new ArtifactBucket(this, "artifact-bucket", {
      name: bucketName(this.accountId, name, region),
      region,
      kmsKeyArn,
      deletionProtection,
      retentionDays: settings.retentionDays,
      bucketVersionDays: settings.bucketVersionDays,
    });
    this.tables = new AuditTables(this, "audit-tables", {
      summaryName: `${name}-workflow-summary`,
      detailsName: `${name}-workflow-details`,
      region,
      kmsKeyArn,
      deletionProtection,
      billingMode: settings.billingMode,
      readCapacityUnits: settings.readCapacityUnits,
      writeCapacityUnits: settings.writeCapacityUnits,
    });
    this.cluster = new EcsCluster(this, "ecs-cluster", {
      name,
      spot: settings.spot,
      containerInsights: settings.containerInsights,
    });
    const image = new TaskImage(this, "task-image", {
      repositoryName: name,
      cpuArchitecture,
      imageUri: settings.imageUri,
      jobContext: settings.jobContext,
      nodeImage: settings.nodeImage,
      deletionProtection,
      kmsKeyArn,
    });
    this.network = new Network(this, "network", {
      name,
      region,
      accountId: this.accountId,
      cidrBlock: settings.vpcCidrBlocks[props.pattern - 1] as string,
      availabilityZones: settings.availabilityZones,
      setup: networkSetup(settings.network, [
        ...secretServices(settings.jobSecrets),
        ...(settings.notificationTopicArn === undefined ? [] : ["sns"]),
      ]),
      natGateways: settings.natGateways,
      flowLogs: settings.flowLogs,
      logRetentionDays: settings.logRetentionDays,
      kmsKeyArn,
    });
    this.task = this.addTask(image);
    const client = new NetworkClient(this, "task-client", {
      name: `${name}-ecs-task`,
      description: "Runs one task of a workflow",
      network: this.network,
      gateways: ["s3", "dynamodb"],
    });
    this.deployment = this.deploymentOf(client.securityGroupId);
    this.monitorArn = this.addFunction(
      "task-monitor",
      "Follows the tasks of a workflow to their end",
      [
        ...this.tables.statements(["GetItem", "UpdateItem"], ["GetItem", "UpdateItem", "Query"]),
        this.tables.unfinishedStatement(),
        ...this.cluster.superviseStatements(region, this.accountId),
        ...this.task.runStatements(this.cluster),
        ...notifyStatements(settings),
      ],
      { memoryMib: props.monitorMemoryMib },
    );
  }

  /** A Lambda function of the kit, with the deployment's values as its environment. */
  protected addFunction(
    program: FunctionName,
    description: string,
    statements: readonly Statement[],
    more: Pick<NodeFunctionProps, "memoryMib" | "gateways"> = {},
  ): string {
    const { region, kmsKeyArn, logRetentionDays, cpuArchitecture } = this.settings;
    const { maxTimeoutSeconds, startTimeoutSeconds, retentionDays = 0, notificationTopicArn } = this.settings;
    const name = `${this.name}-${program}`;
    this.functionNames.push(name);
    return new NodeFunction(this, program, {
      name,
      region,
      accountId: this.accountId,
      kmsKeyArn,
      logRetentionDays,
      cpuArchitecture,
      description,
      program,
      network: this.network,
      environment: toEnvironment({
        ...this.deployment,
        maxTimeoutSeconds: String(maxTimeoutSeconds),
        startTimeoutSeconds: String(startTimeoutSeconds),
        retentionDays: String(retentionDays),
        job: JSON.stringify(this.job),
        ...(notificationTopicArn !== undefined && { notificationTopicArn }),
      }),
      statements,
      memoryMib: more.memoryMib,
      gateways: more.gateways,
    }).arn;
  }

  /** The state machine, and with it the outputs: a stack is complete when it has one. */
  protected addStateMachine(definition: object, statements: readonly Statement[], specTemplate: object): void {
    const { region, kmsKeyArn, logRetentionDays } = this.settings;
    const { arn } = new StateMachine(this, "workflow", {
      name: this.name,
      region,
      accountId: this.accountId,
      kmsKeyArn,
      logRetentionDays,
      definition,
      statements,
    });
    this.watch(arn, this.addSchedule(arn));
    const { name, monitorArn: functionArn } = this;
    const ofAll = this.settings.notificationTopicArn !== undefined;
    new StoppedExecutions(this, "stopped-executions", { name, stateMachineArn: arn, functionArn, ofAll });
    const values = {
      ...this.deployment,
      stateMachineArn: arn,
      startExecutionConsoleUrl: stateMachineConsoleUrl(region, arn),
      maxTimeoutSeconds: this.settings.maxTimeoutSeconds,
      retentionDays: this.settings.retentionDays ?? 0,
      job: JSON.stringify(this.job),
      workflowSpecs: fillTemplate(specTemplate, this.deployment),
    };
    for (const [key, description] of Object.entries(outputDescriptions))
      new TerraformOutput(this, key, { value: values[key as keyof typeof values], description });
  }

  /** The schedule, where this pattern has one. Returns the names of its queues of dead letters. */
  private addSchedule(stateMachineArn: string): string[] {
    const { name, accountId } = this;
    const { region, kmsKeyArn, schedule: expression, scheduleTimezone: timezone, scheduleSpec } = this.settings;
    if (expression === undefined || scheduleSpec === undefined || this.pattern !== this.settings.schedulePattern)
      return [];
    const input = scheduleInput(scheduleSpec, this.deployment);
    const props = { name, region, accountId, kmsKeyArn, stateMachineArn, expression, timezone, input };
    return [new Schedule(this, "schedule", props).deadLetterQueueName];
  }

  private watch(stateMachineArn: string, queueNames: readonly string[]): void {
    const { name, functionNames } = this;
    const { region, alarmTopicArn: topicArn } = this.settings;
    const alarms = new Alarms(this, "alarms", { name, stateMachineArn, functionNames, queueNames, topicArn });
    const tableNames = [this.tables.summary.name, this.tables.details.name];
    const shown = { name, region, stateMachineArn, functionNames, tableNames, alarmArns: alarms.arns };
    new Dashboard(this, "dashboard", shown);
  }

  /** Sets the backend of the state and the account that is deployed to. Returns its id. */
  private connect(): string {
    const { region, accountId, tags } = this.settings;
    addBackend(this, this.settings);
    requireVersions(this);
    new AwsProvider(this, "aws", {
      region,
      defaultTags: [{ tags }],
      ...(accountId ? { allowedAccountIds: [accountId] } : {}),
    });
    return accountId ?? new DataAwsCallerIdentity(this, "account").accountId;
  }

  private addTask(image: TaskImage): FargateTask {
    const { region, kmsKeyArn, logRetentionDays, job, jobPolicyFile, cpuArchitecture, retentionDays } = this.settings;
    const values: Partial<Record<DefinitionVariable, string>> = {
      region,
      detailsTable: this.tables.details.name,
      detailsHashKey: auditKeys.detailsHashKey,
      detailsRangeKey: auditKeys.detailsRangeKey,
      ...(retentionDays !== undefined && { retentionDays: String(retentionDays) }),
    };
    return new FargateTask(this, "ecs-task", {
      family: this.name,
      region,
      accountId: this.accountId,
      kmsKeyArn,
      logRetentionDays,
      image,
      network: this.network,
      job,
      cpuArchitecture,
      cpuUnits: this.settings.taskCpuUnits,
      memoryMib: this.settings.taskMemoryMib,
      environment: Object.fromEntries(
        Object.entries(values).map(([key, value]) => [taskEnvironment[key as DefinitionVariable], value]),
      ),
      statements: [
        ...this.bucket.copyStatements(),
        ...this.tables.statements([], ["GetItem", "UpdateItem"]),
        ...(jobPolicyFile === undefined ? [] : jobStatements(jobPolicyFile)),
      ],
      policyArns: this.settings.jobPolicyArns ?? [],
      secrets: this.settings.jobSecrets,
    });
  }

  private deploymentOf(securityGroupId: string): Deployment {
    return {
      region: this.settings.region,
      s3BucketName: this.bucket.name,
      // Joined by Terraform: in its strings, "$" before an interpolation would quote it.
      subnetIdLiteral: Fn.join(separator, [...this.network.taskSubnetIds]),
      separator,
      workflowName: this.name,
      securityGroupId,
      assignPublicIp: this.network.assignPublicIp,
      ddbTableNameWFSummary: this.tables.summary.name,
      hashKeyWFSummary: auditKeys.summaryHashKey,
      rangeKeyWFSummary: auditKeys.summaryRangeKey,
      ddbTableNameWFDetails: this.tables.details.name,
      hashKeyWFDetails: auditKeys.detailsHashKey,
      rangeKeyWFDetails: auditKeys.detailsRangeKey,
      clusterName: this.cluster.name,
      containerName: this.task.containerName,
      taskDefinition: this.task.definition,
    };
  }
}
