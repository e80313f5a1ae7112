import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { containerNames, type JobKind } from "../workflow/job";
import type { CpuArchitecture } from "./aws-values";
import type { EcsCluster } from "./ecs-cluster";
import { addLogGroup, type LogGroupProps } from "./log-group";
import { ServiceRole, type Statement } from "./service-role";
import { writeLogsStatement } from "./statements";
import type { TaskImage } from "./task-image";

interface FargateTaskProps extends LogGroupProps {
  /** Family of the task definition; names of roles and log group are made of it. */
  readonly family: string;
  /** The account that is deployed to. */
  readonly accountId: string;
  readonly image: TaskImage;
  readonly job: JobKind;
  readonly cpuArchitecture: CpuArchitecture;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Permissions of the program in the container. */
  readonly statements: readonly Statement[];
}

const service = "ecs-tasks.amazonaws.com";

/** Seconds from SIGTERM to SIGKILL: enough for the task to write its last row. Fargate takes at most 120. */
const stopTimeoutSeconds = 60;

/**
 * Restrictions that the kit's own image can bear: a numeric user, so that ECS and Kubernetes alike can tell that it is not root, and a root
 * filesystem that nothing is written to. Another image has a user of its own, and may write where it likes.
 */
const restrictions: Readonly<Record<JobKind, object>> = {
  copy: { user: "1000", readonlyRootFilesystem: true },
  container: {},
};

/** A Fargate task definition with one container, its two roles and its log group. */
export class FargateTask extends Construct {
  readonly containerName: string;
  /** `family:revision` */
  readonly definition: string;
  /** Writing what its containers print. */
  readonly writeLogsStatement: Statement;
  private readonly roleArns: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FargateTaskProps,
  ) {
    super(scope, id);
    this.containerName = containerNames[props.job];
    const logGroup = addLogGroup(this, "logs", `/aws/ecs/${props.family}`, props);
    this.writeLogsStatement = writeLogsStatement(logGroup);
    const taskRole = new ServiceRole(this, "task-role", {
      name: `${props.family}-task`,
      region: props.region,
      service,
      statements: props.statements,
    });
    const executionRole = new ServiceRole(this, "execution-role", {
      name: `${props.family}-task-execution`,
      region: props.region,
      service,
      statements: [...props.image.pullStatements(), this.writeLogsStatement],
    });
    const definition = new EcsTaskDefinition(this, "definition", {
      family: props.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: props.cpuArchitecture },
      cpu: String(props.cpuUnits),
      memory: String(props.memoryMib),
      taskRoleArn: taskRole.arn,
      executionRoleArn: executionRole.arn,
      containerDefinitions: JSON.stringify([this.container(props, logGroup)]),
      // An old revision stays ACTIVE: runs that began with it launch their tasks by it. A deregistered one starts none after
      // ten minutes (ECS API reference, DeregisterTaskDefinition).
      skipDestroy: true,
    });
    this.roleArns = [taskRole.arn, executionRole.arn];
    this.definition = `${definition.family}:${Token.asString(definition.revision)}`;
  }

  /**
   * Running this task definition, and no other, in one cluster: whatever its revision, since a run goes on with the one it began
   * with.
   */
  runStatements(cluster: EcsCluster): Statement[] {
    const { region, accountId, family } = this.props;
    const resources = [`arn:aws:ecs:${region}:${accountId}:task-definition/${family}:*`];
    return [
      { sid: "RunTask", actions: ["ecs:RunTask"], resources, condition: [cluster.condition()] },
      {
        sid: "PassTaskRoles",
        actions: ["iam:PassRole"],
        resources: [...this.roleArns],
        condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: [service] }],
      },
    ];
  }

  private container(props: FargateTaskProps, logGroup: CloudwatchLogGroup) {
    return {
      name: this.containerName,
      image: props.image.uri,
      essential: true,
      ...restrictions[props.job],
      stopTimeout: stopTimeoutSeconds,
      environment: Object.entries(props.environment).map(([name, value]) => ({ name, value })),
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": logGroup.name,
          "awslogs-region": props.region,
          "awslogs-stream-prefix": this.containerName,
        },
      },
    };
  }
}
