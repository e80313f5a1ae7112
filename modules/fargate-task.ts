import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { stopTimeoutSeconds } from "../workflow/deadline";
import { containerNames, type JobKind } from "../workflow/job";
import { taskEnvironment, type DefinitionVariable } from "../workflow/task-environment";
import { taskLogGroup } from "../workflow/task-log";
import type { EcsCluster } from "./ecs-cluster";
import { secretStatements } from "./job-secrets";
import type { Network } from "./network";
import { ServiceRole, type Statement } from "./service-role";
import type { Target } from "./target";
import type { TaskImage } from "./task-image";
import { addLogGroup, writeLogsStatement } from "./telemetry";

interface FargateTaskProps {
  readonly target: Target;
  readonly image: TaskImage;
  /** Network that its tasks run in. */
  readonly network: Network;
  readonly job: JobKind;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly variables: Readonly<Partial<Record<DefinitionVariable, string>>>;
  /** Variables whose values ECS reads when a task starts, with the ARNs of those. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Permissions of the program in the container. */
  readonly statements: readonly Statement[];
  /** Managed policies with more of them. */
  readonly policyArns: readonly string[];
}

const service = "ecs-tasks.amazonaws.com";

/**
 * Restrictions of the container. The kit's own image bears a numeric user, so that ECS and Kubernetes alike can tell that it is
 * not root, a root filesystem that nothing is written to, and no capabilities. Another image has a user of its own, and may write where it likes.
 * An init process passes SIGTERM on, which a shell as the first process would not heed.
 */
const restrictions: Readonly<Record<JobKind, object>> = {
  copy: {
    user: "1000",
    readonlyRootFilesystem: true,
    linuxParameters: { capabilities: { drop: ["ALL"] }, initProcessEnabled: true },
  },
  container: { linuxParameters: { initProcessEnabled: true } },
};

/** A Fargate task definition with one container, its two roles and its log group. */
export class FargateTask extends Construct {
  readonly containerName: string;
  /** `family:revision` */
  readonly definition: string;
  private readonly roleArns: readonly string[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FargateTaskProps,
  ) {
    super(scope, id);
    const { target } = props;
    this.containerName = containerNames[props.job];
    const logGroup = addLogGroup(this, "logs", taskLogGroup(target.name), target);
    const taskRole = this.addRole("task-role", `${target.name}-task`, props.statements, props.policyArns);
    if (props.policyArns.length > 0) props.network.endpoints.admitRole(taskRole.arn);
    const executionRole = this.addRole("execution-role", `${target.name}-task-execution`, [
      ...props.image.pullStatements(),
      writeLogsStatement(logGroup),
      ...secretStatements(props.secrets, target),
    ]);
    const definition = new EcsTaskDefinition(this, "definition", {
      family: target.name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: target.cpuArchitecture },
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
   * Running this task definition, and no other, in one cluster and its subnets: whatever its revision, since a run goes on with the
   * one it began with.
   */
  runStatements(cluster: EcsCluster): Statement[] {
    const { target, network } = this.props;
    const resources = [`arn:aws:ecs:${target.region}:${target.accountId}:task-definition/${target.name}:*`];
    const condition = [cluster.condition(), ...placeConditions(network)];
    return [
      { sid: "RunTask", actions: ["ecs:RunTask"], resources, condition },
      {
        sid: "PassTaskRoles",
        actions: ["iam:PassRole"],
        resources: [...this.roleArns],
        condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: [service] }],
      },
    ];
  }

  /** A role of the tasks: all that it may do, it does from within the VPC. */
  private addRole(
    id: string,
    name: string,
    statements: readonly Statement[],
    policyArns: readonly string[] = [],
  ): ServiceRole {
    const { target, network } = this.props;
    network.endpoints.admit(statements);
    // Which cluster or task it is cannot be said. ECS developer guide, "Amazon ECS task IAM role".
    const sourceArns = [`arn:aws:ecs:${target.region}:${target.accountId}:*`];
    return new ServiceRole(this, id, { name, target, service, sourceArns, statements, policyArns });
  }

  private container(props: FargateTaskProps, logGroup: CloudwatchLogGroup) {
    const secrets = Object.entries(props.secrets).map(([name, valueFrom]) => ({ name, valueFrom }));
    return {
      name: this.containerName,
      image: props.image.uri,
      essential: true,
      ...restrictions[props.job],
      stopTimeout: stopTimeoutSeconds,
      environment: Object.entries(props.variables).map(([key, value]) => ({
        name: taskEnvironment[key as DefinitionVariable],
        value,
      })),
      ...(secrets.length > 0 && { secrets }),
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": logGroup.name,
          "awslogs-region": props.target.region,
          // As `taskLogStream` has it.
          "awslogs-stream-prefix": this.containerName,
        },
      },
    };
  }
}

/**
 * The subnets of the tasks, and their public addresses or none. ECS's developer guide ("How Amazon ECS works with IAM") says that
 * requests for tasks tell both, its Service authorization reference that those for RunTask do not: so a request without them is
 * not refused. What a spec may name is bounded by its rules in any case.
 */
const placeConditions = ({ taskSubnetIds, assignPublicIp }: Network) => [
  { test: "ForAllValues:StringEquals", variable: "ecs:subnet", values: [...taskSubnetIds] },
  { test: "BoolIfExists", variable: "ecs:auto-assign-public-ip", values: [String(assignPublicIp === "ENABLED")] },
];
