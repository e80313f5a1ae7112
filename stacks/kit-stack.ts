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
import { bucketName, stackName } from "../modules/names";
import { Network } from "../modules/network";
import { NetworkClient } from "../modules/network-client";
import { NodeFunction, type NodeFunctionProps } from "../modules/node-function";
import type { Statement } from "../modules/service-role";
import { StateMachine } from "../modules/state-machine";
import { StoppedExecutions } from "../modules/stopped-executions";
import { TaskImage } from "../modules/task-image";
import type { Settings } from "./settings";
import { networkSetup } from "../modules/network-setups";
import { auditKeys } from "../workflow/audit-rows";
import { toEnvironment, type Deployment } from "../workflow/deployment";
import type { Job } from "../workflow/job";
import { stateMachineConsoleUrl } from "../workflow/console-url";
import { fillTemplate } from "../workflow/spec-template";
import { taskEnvironment, type DefinitionVariable } from "../workflow/task-environment";
import { addBackend } from "./backend";
import { requireVersions } from "./versions";
import { outputDescriptions } from "./outputs";

interface KitStackProps {
  readonly pattern: Settings["patterns"][number];
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
  private readonly network: Network;
  private readonly functionNames: string[] = [];
  /** The terms of the job that specs are checked by. */
  protected readonly job: Job;

  constructor(scope: Construct, props: KitStackProps) {
    const { settings } = props;
    const name = stackName(settings.name, props.pattern);
    super(scope, name);
    this.name = name;
    this.settings = settings;
    this.job = { kind: settings.job };
    this.accountId = this.connect();
    this.bucket = new ArtifactBucket(this, "artifact-bucket", {
      ...this.settings,
      name: bucketName(this.accountId, name, settings.region),
    });
    this.tables = new AuditTables(this, "audit-tables", {
      ...this.settings,
      summaryName: `${name}-workflow-summary`,
      detailsName: `${name}-workflow-details`,
    });
    this.cluster = new EcsCluster(this, "ecs-cluster", { ...this.settings, name });
    const image = new TaskImage(this, "task-image", { ...this.settings, repositoryName: name });
    const cidrBlock = this.settings.vpcCidrBlocks[props.pattern - 1] as string;
    this.network = new Network(this, "network", {
      ...this.settings,
      accountId: this.accountId,
      name,
      cidrBlock,
      setup: networkSetup(this.settings.network),
    });
    this.task = this.addTask(image);
    this.deployment = this.describeDeployment();
    this.monitorArn = this.addFunction(
      "task-monitor",
      "Follows the tasks of a workflow to their end",
      [
        ...this.tables.statements(["GetItem", "UpdateItem"], ["GetItem", "UpdateItem", "Query"]),
        this.tables.unfinishedStatement(),
        ...this.cluster.superviseStatements(this.settings.region, this.accountId),
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
    const { maxTimeoutSeconds, startTimeoutSeconds, retentionDays = 0 } = this.settings;
    const name = `${this.name}-${program}`;
    this.functionNames.push(name);
    return new NodeFunction(this, program, {
      ...this.settings,
      accountId: this.accountId,
      name,
      description,
      program,
      network: this.network,
      environment: toEnvironment({
        ...this.deployment,
        maxTimeoutSeconds: String(maxTimeoutSeconds),
        startTimeoutSeconds: String(startTimeoutSeconds),
        retentionDays: String(retentionDays),
        job: JSON.stringify(this.job),
      }),
      statements,
      ...more,
    }).arn;
  }

  /** The state machine, and with it the outputs: a stack is complete when it has one. */
  protected addStateMachine(definition: object, statements: readonly Statement[], specTemplate: object): void {
    const { arn } = new StateMachine(this, "workflow", {
      ...this.settings,
      accountId: this.accountId,
      name: this.name,
      definition,
      statements,
    });
    this.watch(arn);
    const { name, monitorArn: functionArn } = this;
    new StoppedExecutions(this, "stopped-executions", { name, stateMachineArn: arn, functionArn });
    const values = {
      ...this.deployment,
      stateMachineArn: arn,
      startExecutionConsoleUrl: stateMachineConsoleUrl(this.settings.region, arn),
      maxTimeoutSeconds: this.settings.maxTimeoutSeconds,
      job: JSON.stringify(this.job),
      workflowSpecs: fillTemplate(specTemplate, this.deployment),
    };
    for (const [key, description] of Object.entries(outputDescriptions))
      new TerraformOutput(this, key, { value: values[key as keyof typeof values], description });
  }

  private watch(stateMachineArn: string): void {
    const { name, functionNames } = this;
    const { region, alarmTopicArn: topicArn } = this.settings;
    const alarms = new Alarms(this, "alarms", { name, stateMachineArn, functionNames, topicArn });
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
    const { region, taskCpuUnits, taskMemoryMib, retentionDays } = this.settings;
    const values: Partial<Record<DefinitionVariable, string>> = {
      region,
      detailsTable: this.tables.details.name,
      detailsHashKey: auditKeys.detailsHashKey,
      detailsRangeKey: auditKeys.detailsRangeKey,
      ...(retentionDays !== undefined && { retentionDays: String(retentionDays) }),
    };
    return new FargateTask(this, "ecs-task", {
      ...this.settings,
      accountId: this.accountId,
      family: this.name,
      image,
      network: this.network,
      cpuUnits: taskCpuUnits,
      memoryMib: taskMemoryMib,
      environment: Object.fromEntries(
        Object.entries(values).map(([key, value]) => [taskEnvironment[key as DefinitionVariable], value]),
      ),
      statements: [...this.bucket.copyStatements(), ...this.tables.statements([], ["GetItem", "UpdateItem"])],
    });
  }

  private describeDeployment(): Deployment {
    const client = new NetworkClient(this, "task-client", {
      name: `${this.name}-ecs-task`,
      description: "Runs one task of a workflow",
      network: this.network,
      gateways: ["s3", "dynamodb"],
    });
    return {
      region: this.settings.region,
      s3BucketName: this.bucket.name,
      // Joined by Terraform: in its strings, "$" before an interpolation would quote it.
      subnetIdLiteral: Fn.join(separator, [...this.network.taskSubnetIds]),
      separator,
      workflowName: this.name,
      securityGroupId: client.securityGroupId,
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
