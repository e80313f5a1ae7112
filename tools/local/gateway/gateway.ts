import type { Deployed } from "../deployed/deployed";
import type { Hooks } from "../hooks";
import type { HttpAnswer } from "../http/aws-answers";
import { jsonIn, signatureOf, chained, type Handler } from "../http/exchange";
import { firstOf, type Serve } from "../http/local-server";
import { judged } from "../iam/denial";
import { front } from "../iam/front";
import type { Iam } from "../iam/iam";
import { UnknownOperation, type Service } from "../iam/service-call";
import type { Json } from "../json";
import type { Functions } from "../lambda/functions";
import { localCredentials } from "../program-environment";
import { stepFunctions } from "./step-functions";
import type { Executions } from "./step-functions/executions";
import type { TaskLogs } from "./task-logs";

/** All that answers at the one address. */
export interface GatewayOptions {
  readonly deployed: Deployed;
  readonly iam: Iam;
  /** The services that programs call; they believe whatever reaches them. */
  readonly stored: Readonly<Record<Service, Handler>>;
  /** Whatever else the operator reaches: asked in this order, before those. */
  readonly services: readonly Serve[];
  readonly functions: Functions;
  readonly executions: Executions;
  readonly logs: TaskLogs;
  readonly faults?: Pick<Hooks, "dynamodb" | "s3"> | undefined;
}

/**
 * One address for all of AWS. The operator may do everything: Lambda functions run from their zips, tasks from their task definitions,
 * executions from the definition of their state machine. Of whoever else calls, each call is judged by the caller's role.
 */
export function newGateway(options: GatewayOptions): Handler {
  const { stored } = options;
  const operator = operatorsOf(options);
  const fronts = new Map(
    Object.entries(stored).map(([service, behind]) => [service, frontOf(service, behind, options)]),
  );
  return (request) => {
    const { accessKeyId } = signatureOf(request.headers);
    if (accessKeyId === localCredentials.accessKeyId) return operator(request);
    // A container that asks for its metadata or credentials.
    if (request.operation === request.url) return stored.ecs(request);
    const judging = fronts.get(request.service);
    if (!judging) throw new UnknownOperation(`What ${request.service} needs is not known here`);
    return judging(request);
  };
}

/** Lets programs do what their roles allow. */
function frontOf(name: string, behind: Handler, { deployed, iam, faults }: GatewayOptions): Handler {
  const service = name as Service;
  const fault = service === "dynamodb" || service === "s3" ? faults?.[service] : undefined;
  const intercept = chained([judged(iam.authorize), ...(fault ? [fault] : [])]);
  return front({ service, behind, account: deployed, principals: iam, intercept });
}

const operatorsOf = ({ deployed, stored, services, functions, executions, logs }: GatewayOptions): Handler =>
  firstOf([
    stepFunctions(executions),
    async (request) => {
      // Clusters and task definitions are kept elsewhere.
      if (request.service !== "ecs" || !/Tasks?$/.test(request.operation)) return undefined;
      await deployed.refresh();
      return stored.ecs(request);
    },
    invocations(functions),
    logs.serve,
    ...services,
    (request) => new Map(Object.entries(stored)).get(request.service)?.(request),
  ]);

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
