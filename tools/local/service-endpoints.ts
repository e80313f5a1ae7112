import { join } from "node:path";
import type { Closers } from "./closers";
import { startDynamodbEndpoint } from "./endpoints/dynamodb";
import { lookUpTaskDefinition, startEcsEndpoint } from "./endpoints/ecs";
import { chained, startFront, type Service, type ServiceInterceptor } from "./endpoints/front";
import { bucketsOf, startS3Endpoint } from "./endpoints/s3";
import type { Account } from "./iam/account";
import { judged } from "./iam/judged";
import { forTask } from "./iam/principals";
import type { Iam } from "./iam/stack-iam";
import type { LocalCloudOptions } from "./local-cloud-options";
import { programEnvironment, type EndpointUrls } from "./program-environment";
import { defaultRunner, makeRunner } from "./runners";
import { taskDefinitions } from "./task-definitions";
import { textOf } from "./json";
import type { SynthesizedStack } from "./terraform/synthesized-stack";

interface ServiceEndpointsProps {
  readonly stack: SynthesizedStack;
  readonly options: LocalCloudOptions;
  readonly iam: Iam;
  /** For the objects and the tasks' program; the caller's to delete. */
  readonly folder: string;
  readonly closers: Closers;
}

/** Starts DynamoDB, S3 and ECS, each behind a front that lets through only what its caller may do. */
export async function startServiceEndpoints(props: ServiceEndpointsProps): Promise<EndpointUrls> {
  const { stack, options, iam, folder, closers } = props;
  const { faults } = options;
  const definitions = taskDefinitions(stack);
  const open = async <Opened extends { close: () => Promise<void> }>(opening: Promise<Opened>): Promise<Opened> => {
    const opened = await opening;
    closers.add(() => opened.close());
    return opened;
  };
  const dynamodb = await open(startDynamodbEndpoint(stack));
  const s3 = await open(startS3Endpoint({ buckets: bucketsOf(stack), folder: join(folder, "s3") }));
  const account: Account = {
    region: stack.region,
    accountId: stack.accountId,
    principals: iam.principals,
    taskDefinition: (reference) => lookUpTaskDefinition(definitions, reference),
    hasTags: s3.hasTags,
  };
  const frontOf = async (service: Service, target: string, fault?: ServiceInterceptor): Promise<string> => {
    const intercept = chained([judged(iam.authorize), ...(fault ? [fault] : [])]);
    return (await open(startFront({ service, target, account, intercept }))).url;
  };
  const servicesOfTasks = {
    dynamodb: await frontOf("dynamodb", dynamodb.url, faults?.dynamodb),
    s3: await frontOf("s3", s3.url, faults?.s3),
  };
  const ecs = await open(startTasks(props, servicesOfTasks, definitions));
  return { ...servicesOfTasks, ecs: await frontOf("ecs", ecs.url) };
}

async function startTasks(
  {
    stack,
    options: { onTask, onLine, runner: runnerName = defaultRunner, vcpus, faults },
    iam,
    folder,
    closers,
  }: ServiceEndpointsProps,
  urls: Pick<EndpointUrls, "dynamodb" | "s3">,
  definitions: ReturnType<typeof taskDefinitions>,
) {
  const runner = await makeRunner(runnerName, {
    stack,
    folder,
    url: urls.dynamodb,
    environment: programEnvironment(urls, stack.region),
    ...(onLine ? { onLine } : {}),
  });
  closers.add(() => runner.close?.());
  return startEcsEndpoint({
    region: stack.region,
    accountId: stack.accountId,
    clusterNames: stack.resources("aws_ecs_cluster").map(({ values }) => textOf(values["name"])),
    taskDefinitions: definitions,
    credentialsOf: (roleArn, taskId) =>
      iam.principals.assumeRole(roleArn, forTask(stack.region, stack.accountId, taskId), taskId),
    vcpus,
    ...faults,
    runner: faults?.runner?.(runner) ?? runner,
    ...(onTask ? { onChange: onTask } : {}),
    ...(faults?.ecs ? { intercept: faults.ecs } : {}),
  });
}
