import type { Closers } from "../ending";
import type { HttpAnswer } from "../http/aws-answers";
import { jsonIn } from "../http/aws-request";
import { firstOf, startLocalServer, type Endpoint, type Serve } from "../http/local-server";
import type { Json } from "../json";
import type { Functions } from "../lambda/functions";
import type { Running } from "../running";
import { stepFunctions } from "./step-functions";
import { Executions } from "./step-functions/executions";

/** Choices of whoever starts an address for all of AWS. */
export interface GatewayChoices {
  /** True when Wait states last as long as in AWS. */
  readonly realTime: boolean;
  /** A fixed port. @default a free one */
  readonly port?: number | undefined;
}

interface GatewayOptions extends GatewayChoices {
  readonly running: Running;
  /** Whatever else is deployed: asked first, in this order. */
  readonly services: readonly Serve[];
  readonly closers: Closers;
}

/**
 * Starts one address for all of AWS: Lambda functions run from their zips, tasks from their task definitions, executions from the
 * definition of their state machine. Who calls here is the operator, who may do everything.
 */
export async function startGateway(options: GatewayOptions): Promise<Endpoint> {
  const { running, services, port, closers, realTime } = options;
  const { deployed, callerFor, rules, logs } = running;
  const executions = new Executions({ realTime, deployed, callerFor, onStatus: rules.tell });
  closers.add(() => executions.close());
  const server = await startLocalServer(
    "",
    firstOf([stepFunctions(executions), tasksOf(running), invocations(running.functions), logs.serve, ...services]),
    port,
  );
  closers.add(() => server.close());
  return server;
}

/** The calls that are about tasks; clusters and task definitions are kept elsewhere. */
const taskOperations: ReadonlySet<string> = new Set(["RunTask", "DescribeTasks", "StopTask", "ListTasks"]);

const tasksOf =
  ({ services, deployed }: Running): Serve =>
  async (request) => {
    if (request.service !== "ecs" || !taskOperations.has(request.operation)) return undefined;
    await deployed.refresh();
    return services.ecs(request);
  };

const invocation = /^\/2015-03-31\/functions\/([^/?]+)\/invocations\/?(?:\?.*)?$/;

/** `name` out of a name or an ARN, as the path has it. */
const nameOf = (reference: string): string => decodeURIComponent(reference).replace(/^arn:.*:function:/, "");

/** Lambda's Invoke. */
export const invocations =
  (functions: Functions): Serve =>
  async (request): Promise<HttpAnswer | undefined> => {
    const [, reference] = invocation.exec(request.url) ?? [];
    if (reference === undefined || request.method !== "POST") return undefined;
    const answer = await functions.invoke(nameOf(reference), jsonIn(request) as Json);
    const failed = "error" in answer;
    return {
      status: 200,
      headers: {
        "content-type": "application/json",
        "x-amz-executed-version": "$LATEST",
        ...(failed ? { "x-amz-function-error": "Unhandled" } : {}),
      },
      body: JSON.stringify(failed ? answer.error : answer.payload),
    };
  };
