import type { DescribeTasksRequest, ListTasksRequest, RunTaskRequest, StopTaskRequest } from "@aws-sdk/client-ecs";
import { clusterNameIn, ecsArn, lookUpTaskDefinition, taskArnOf } from "../endpoints/ecs/ecs";
import { jsonIn, type AwsRequest } from "../http/exchange";
import type { Context } from "./conditions";
import type { Access } from "./policy";
import { UnknownOperation, type Account, type Calls } from "./service-call";

type InCluster = Parameters<typeof clusterNameIn>[0];

/** The cluster that a call names. */
const within = (account: Account, input: InCluster) => ({
  "ecs:cluster": ecsArn(account, `cluster/${clusterNameIn(input)}`),
});

const onTask = (operation: string, account: Account, input: InCluster, task = "*"): Access => ({
  action: `ecs:${operation}`,
  resource: taskArnOf(account, clusterNameIn(input), task),
  context: within(account, input),
});

/** Handing a role to the tasks. Whoever runs a task must be allowed it for both of its roles. */
const passRole = (roleArn: string): Access => ({
  action: "iam:PassRole",
  resource: roleArn,
  context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
});

/**
 * Subnets and public address as a request has them. The developer guide ("How Amazon ECS works with IAM") says of both keys that they
 * are a task's or a service's; the Service authorization reference does not name them with RunTask. So a caller must be
 * allowed with them and without.
 */
const places = ({ networkConfiguration: { awsvpcConfiguration: vpc } = {} }: RunTaskRequest): Context[] => [
  {},
  ...(vpc
    ? [{ "ecs:subnet": vpc.subnets ?? [], "ecs:auto-assign-public-ip": String(vpc.assignPublicIp === "ENABLED") }]
    : []),
];

function runTask(account: Account, input: RunTaskRequest): Access[] {
  const reference = input.taskDefinition ?? "";
  const definition = lookUpTaskDefinition(account.taskDefinitions, reference);
  const { taskRoleArn = definition?.taskRoleArn, executionRoleArn = definition?.executionRoleArn } =
    input.overrides ?? {};
  const resource = definition?.taskDefinitionArn ?? ecsArn(account, reference.replace(/^(?!arn:)/, "task-definition/"));
  const context = within(account, input);
  const tagged = (input.tags ?? []).length > 0 || (input.propagateTags ?? "NONE") !== "NONE";
  return [
    ...places(input).map((place) => ({ action: "ecs:RunTask", resource, context: { ...context, ...place } })),
    ...[taskRoleArn, executionRoleArn].filter((roleArn) => roleArn !== undefined).map(passRole),
    ...(tagged ? [onTask("TagResource", account, input)] : []),
  ];
}

/**
 * ECS, as far as tasks go.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
const operations: Readonly<Partial<Record<string, (account: Account, input: never) => Access[]>>> = {
  RunTask: runTask,
  DescribeTasks: (account, input: DescribeTasksRequest) =>
    (input.tasks ?? []).map((task) => onTask("DescribeTasks", account, input, task)),
  StopTask: (account, input: StopTaskRequest) => [onTask("StopTask", account, input, input.task)],
  // Its one resource is the container instance, which tasks on Fargate do not have.
  ListTasks: (account, input: ListTasksRequest) => [
    {
      action: "ecs:ListTasks",
      resource: ecsArn(account, `container-instance/${clusterNameIn(input)}/*`),
      context: within(account, input),
    },
  ],
};

/**
 * Permissions that an ECS request needs.
 *
 * @throws UnknownOperation
 */
export function ecsAccesses(request: AwsRequest, account: Account): Calls {
  const { operation } = request;
  const accesses = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (!accesses) throw new UnknownOperation(`What ecs:${operation} needs is not known here`);
  return { operation, accesses: accesses(account, jsonIn(request) as never) };
}
