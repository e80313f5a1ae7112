import { setTimeout as wait } from "node:timers/promises";
import { limits } from "../../workflow/limits";
import { taskEnvironment } from "../../workflow/task-environment";
import { EcsError } from "../local/endpoints/ecs/ecs-error";
import type { Intercept } from "../local/endpoints/ecs/operations";
import { startEcsEndpoint } from "../local/endpoints/ecs/server";
import type { TaskRunner } from "../local/endpoints/ecs/task-runner";
import { ConnectionLost } from "../local/http/exchange";
import { deployment } from "./lab";

/** One call in so many meets a lack of capacity, and one loses its answer, where there are faults: 2 % each. */
const callsPerFault = 50;

/** RunTask calls a second, and at once. Amazon ECS API reference, "Request throttling": cluster resource modify actions. */
const apiBucket = { burst: 100, perSecond: 40 } as const;

/** A bucket of tokens that fills by itself. */
class Bucket {
  private tokens: number;
  private filledAt = performance.now();

  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
  ) {
    this.tokens = burst;
  }

  /** @throws EcsError when there is no token to take */
  take(): void {
    const now = performance.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) throw new EcsError("ThrottlingException", "Rate exceeded");
    this.tokens -= 1;
  }
}

/** Tasks that run until the endpoint closes. @param started gets the name of each */
const namedTasks = (started: string[]): TaskRunner => ({
  start: ({ environment }) => {
    started.push(environment[taskEnvironment.taskName] ?? "");
    let end = (): void => undefined;
    const ended = new Promise<number>((resolve) => {
      end = () => {
        resolve(0);
      };
    });
    return { started: Promise.resolve(), ended, stop: end, kill: end };
  },
});

/**
 * Starts an ECS as quick and as patient as AWS's by its default quotas.
 *
 * @param callMilliseconds what a call takes
 */
export async function startLaunchEcs(faults: boolean, callMilliseconds: number) {
  /** The names of the tasks that were started. */
  const started: string[] = [];
  const tokens = new Set<string>();
  const [api, fargate] = [
    new Bucket(apiBucket.burst, apiBucket.perSecond),
    new Bucket(limits.launchBurst, limits.launchesPerSecond),
  ];
  let [asked, calls] = [0, 0];
  const intercept: Intercept = async ({ input }, proceed) => {
    const { clientToken } = input as { readonly clientToken?: string };
    asked += 1;
    await wait(callMilliseconds);
    api.take();
    const call = (calls += 1);
    if (clientToken === undefined || !tokens.has(clientToken)) {
      if (faults && call % callsPerFault === 0)
        throw new EcsError("ClientException", "Capacity is unavailable at this time. Please try again later");
      fargate.take();
      if (clientToken !== undefined) tokens.add(clientToken);
    }
    const answer = await proceed();
    // Half a period apart, so that no call meets both faults.
    if (faults && call % callsPerFault === callsPerFault / 2) throw new ConnectionLost();
    return answer;
  };
  const [family = "", revision] = deployment.taskDefinition.split(":");
  const endpoint = await startEcsEndpoint({
    region: deployment.region,
    registry: {
      clusterNames: [deployment.clusterName],
      taskDefinitions: [
        { family, revision: Number(revision), containerDefinitions: [{ name: deployment.containerName }] },
      ],
    },
    runner: namedTasks(started),
    maxRunning: Infinity,
    intercept,
  });
  return { ...endpoint, started, /** Number of calls, those that were throttled included. */ asked: () => asked };
}
