import { Fn, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Alarms } from "../modules/alarms";
import { ArtifactBucket } from "../modules/artifact-bucket";
import { AuditTables } from "../modules/audit-tables";
import { Dashboard } from "../modules/dashboard";
import { EcsCluster } from "../modules/ecs-cluster";
import { useKeyStatements } from "../modules/encryption";
import { FargateTask } from "../modules/fargate-task";
import { jobStatements } from "../modules/job-policy";
import { secretServices } from "../modules/job-secrets";
import { stackName } from "../modules/names";
import { Network } from "../modules/network";
import { NetworkClient } from "../modules/network-client";
import { networkSetup } from "../modules/network-setups";
import { NodeFunction, type NodeFunctionProps } from "../modules/node-function";
import { Schedule } from "../modules/schedule";
import type { Statement } from "../modules/service-role";
import { StateMachine } from "../modules/state-machine";
import { StoppedExecutions } from "../modules/stopped-executions";
import type { Target } from "../modules/target";
import { TaskImage } from "../modules/task-image";
import { consoleUrls } from "../workflow/console-url";
import { toEnvironment, type Deployment, type Pattern, fillTemplate } from "../workflow/deployment";
import type { Job } from "../workflow/job";
import { connect } from "./connect";
import { addOutputs } from "./outputs";
import { jobOf, type Settings } from "./settings/complete";
import { scheduleInput } from "./settings/schedule-spec";

const separator = "$";

/** Constructs that all patterns have: network, bucket, tables, cluster, task, monitor. A stack is deployed and destroyed on its own. */
export abstract class KitStack extends TerraformStack {
  protected readonly target: Target;
  /** The terms of the job that specs are checked by. */
  protected readonly job: Job;
  protected readonly bucket: ArtifactBucket;
  protected readonly tables: AuditTables;
  protected readonly cluster: EcsCluster;
  protected readonly task: FargateTask;
  protected readonly deployment: Deployment;
  protected readonly monitorArn: string;
  private readonly network: Network;
  private readonly functionNames: string[] = [];

  /** @param monitorMemoryMib of the monitor. @default what a function has that waits for others most of its time */
  constructor(
    scope: Construct,
    private readonly pattern: Pattern,
    private readonly settings: Settings,
    monitorMemoryMib?: number,
  ) {
    const { region, cpuArchitecture, kmsKeyArn, logRetentionDays, deletionProtection } = settings;
    const name = stackName(settings.name, pattern);
    super(scope, name);
    const target = { name, region, accountId: connect(this, settings), cpuArchitecture, kmsKeyArn, logRetentionDays };
    this.target = target;
    this.job = jobOf(settings);
    this.bucket = new ArtifactBucket(this, "artifact-bucket", {
      target,
      deletionProtection,
      retentionDays: settings.retentionDays,
      bucketVersionDays: settings.bucketVersionDays,
    });
    this.tables = new AuditTables(this, "audit-tables", {
      target,
      deletionProtection,
      billingMode: settings.billingMode,
      readCapacityUnits: settings.readCapacityUnits,
      writeCapacityUnits: settings.writeCapacityUnits,
    });
    const { spot, containerInsights } = settings;
    this.cluster = new EcsCluster(this, "ecs-cluster", { target, spot, containerInsights });
    this.network = new Network(this, "network", {
      target,
      cidrBlock: settings.vpcCidrBlocks[pattern - 1] as string,
      availabilityZones: settings.availabilityZones,
      setup: networkSetup(settings.network, [
        ...secretServices(settings.jobSecrets),
        ...(settings.notificationTopicArn === undefined ? [] : ["sns"]),
      ]),
      natGateways: settings.natGateways,
      flowLogs: settings.flowLogs,
    });
    const { network, tables } = this;
    this.task = this.addTask();
    const client = new NetworkClient(this, "task-client", {
      name: `${name}-ecs-task`,
      description: "Runs one task of a workflow",
      network,
      gateways: ["s3", "dynamodb"],
    });
    this.deployment = this.deploymentOf(client.securityGroupId);
    this.monitorArn = this.addFunction({
      program: "task-monitor",
      description: "Follows the tasks of a workflow to their end",
      statements: [
        ...tables.statements(["GetItem", "UpdateItem"], ["GetItem", "UpdateItem", "Query"]),
        ...this.cluster.superviseStatements(),
        ...this.task.runStatements(this.cluster),
        ...this.notifyStatements(),
      ],
      memoryMib: monitorMemoryMib,
    });
  }

  /** A Lambda function of the kit, with the deployment's values as its environment. */
  protected addFunction(props: Omit<NodeFunctionProps, "target" | "network" | "environment">): string {
    const { maxTimeoutSeconds, startTimeoutSeconds, retentionDays = 0, notificationTopicArn } = this.settings;
    const { name, arn } = new NodeFunction(this, props.program, {
      ...props,
      target: this.target,
      network: this.network,
      environment: toEnvironment({
        ...this.deployment,
        maxTimeoutSeconds: String(maxTimeoutSeconds),
        startTimeoutSeconds: String(startTimeoutSeconds),
        retentionDays: String(retentionDays),
        job: JSON.stringify(this.job),
        ...(notificationTopicArn !== undefined && { notificationTopicArn }),
      }),
    });
    this.functionNames.push(name);
    return arn;
  }

  /** The state machine, and with it all that needs one: a stack is complete when it has one. */
  protected addStateMachine(definition: object, statements: readonly Statement[], specTemplate: object): void {
    const { target, deployment, settings } = this;
    const { arn } = new StateMachine(this, "workflow", { target, definition, statements });
    this.addOperations(arn);
    addOutputs(this, {
      ...deployment,
      stateMachineArn: arn,
      startExecutionConsoleUrl: consoleUrls.stateMachine(settings.region, arn),
      maxTimeoutSeconds: settings.maxTimeoutSeconds,
      retentionDays: settings.retentionDays ?? 0,
      job: JSON.stringify(this.job),
      workflowSpecs: fillTemplate(specTemplate, deployment),
    });
  }

  /** Adds the task: its image, its definition, and what it may do. */
  private addTask(): FargateTask {
    const { target, network, bucket, tables, settings } = this;
    const { jobPolicyFile, retentionDays } = settings;
    const image = new TaskImage(this, "task-image", {
      target,
      imageUri: settings.imageUri,
      jobContext: settings.jobContext,
      nodeImage: settings.nodeImage,
      deletionProtection: settings.deletionProtection,
    });
    return new FargateTask(this, "ecs-task", {
      target,
      image,
      network,
      job: settings.job,
      cpuUnits: settings.taskCpuUnits,
      memoryMib: settings.taskMemoryMib,
      variables: {
        region: target.region,
        detailsTable: tables.names.ddbTableNameWFDetails,
        detailsHashKey: tables.names.hashKeyWFDetails,
        detailsRangeKey: tables.names.rangeKeyWFDetails,
        ...(retentionDays !== undefined && { retentionDays: String(retentionDays) }),
      },
      statements: [
        ...bucket.copyStatements(),
        ...tables.statements([], ["GetItem", "UpdateItem"]),
        ...(jobPolicyFile === undefined ? [] : jobStatements(jobPolicyFile)),
      ],
      policyArns: settings.jobPolicyArns ?? [],
      secrets: settings.jobSecrets,
    });
  }

  /** Adds what starts the state machine by the clock, watches it and the functions, and settles what nobody else would. */
  private addOperations(stateMachineArn: string): void {
    const { target, deployment, functionNames } = this;
    const { schedule: expression, scheduleTimezone: timezone, scheduleSpec, ...settings } = this.settings;
    const queueNames = [];
    if (expression !== undefined && scheduleSpec !== undefined && this.pattern === settings.schedulePattern) {
      const input = scheduleInput(scheduleSpec, deployment);
      const props = { target, stateMachineArn, expression, timezone, input };
      queueNames.push(new Schedule(this, "schedule", props).deadLetterQueueName);
    }
    const watched = { target, stateMachineArn, functionNames };
    const alarms = new Alarms(this, "alarms", { ...watched, queueNames, topicArn: settings.alarmTopicArn });
    new Dashboard(this, "dashboard", {
      ...watched,
      tableNames: [deployment.ddbTableNameWFSummary, deployment.ddbTableNameWFDetails],
      alarmArns: alarms.arns,
    });
    new StoppedExecutions(this, "stopped-executions", {
      target,
      stateMachineArn,
      functionArn: this.monitorArn,
      ofAll: settings.notificationTopicArn !== undefined,
    });
  }

  /** Telling a topic of the runs that end; nothing where there is none. */
  private notifyStatements(): Statement[] {
    const { notificationTopicArn } = this.settings;
    if (notificationTopicArn === undefined) return [];
    return [
      { sid: "TellOfRuns", actions: ["sns:Publish"], resources: [notificationTopicArn] },
      ...useKeyStatements(this.target, "notifications"),
    ];
  }

  private deploymentOf(securityGroupId: string): Deployment {
    return {
      region: this.target.region,
      s3BucketName: this.bucket.name,
      // Joined by Terraform: in its strings, "$" before an interpolation would quote it.
      subnetIdLiteral: Fn.join(separator, [...this.network.taskSubnetIds]),
      separator,
      workflowName: this.target.name,
      securityGroupId,
      assignPublicIp: this.network.assignPublicIp,
      ...this.tables.names,
      clusterName: this.cluster.name,
      containerName: this.task.containerName,
      taskDefinition: this.task.definition,
    };
  }
}
