import type { Pattern } from "../../workflow/deployment";
import { limits } from "../../workflow/limits";
import { AwsError } from "../../tools/local/http/aws-answers";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { ConnectionLost } from "../../tools/local/http/exchange";
import { deployment, taskList } from "./simulated/deployment";
import { SimulatedRun } from "./simulated/simulated-run";
import { inSimulatedTime, pause } from "./simulated/simulated-time";

/** A list, and the conditions of its run. */
export interface Scenario {
  readonly tasks: number;
  /** One call in fifty meets a lack of capacity, and one loses its answer. @default none does */
  readonly faults?: boolean;
  /** The account's quota. @default far above what the list takes */
  readonly vcpus?: number;
  /** Duration of a call of a service. @default 60 */
  readonly callMilliseconds?: number;
}

const callsPerFault = 50;

/** Duration of each task's work. */
export const taskSeconds = 60;

const startTime = "2026-01-01T00:00:00.000Z";
const maxTimeoutSeconds = 86_400;

const secondsSoFar = (): number => (Date.now() - Date.parse(startTime)) / 1_000;

/** RunTask calls a second, and at once. Amazon ECS API reference, "Request throttling": cluster resource modify actions. */
const apiBucket = { burst: 100, perSecond: 40 } as const;

/** Takes a token of a bucket that fills by itself. @throws AwsError when there is none */
function bucket(burst: number, perSecond: number): () => void {
  let [tokens, filledAt] = [burst, secondsSoFar()];
  return () => {
    const now = secondsSoFar();
    tokens = Math.min(burst, tokens + (now - filledAt) * perSecond);
    filledAt = now;
    if (tokens < 1) throw new AwsError("ThrottlingException", "Rate exceeded");
    tokens -= 1;
  };
}

/** The calls of RunTask in a run. */
interface Calls {
  made: number;
  /** Time of the last one that started a task, seconds after the run's start. */
  lastStart: number;
}

/** ECS as quick and as patient as AWS's is by its default quotas. */
function throttled({ faults = false, callMilliseconds = 60 }: Scenario, calls: Calls): Intercept {
  const takeCall = bucket(apiBucket.burst, apiBucket.perSecond);
  const takeLaunch = bucket(limits.launchBurst, limits.launchesPerSecond);
  const tokens = new Set<unknown>();
  return async ({ operation, input }, proceed) => {
    await pause(callMilliseconds / 1_000);
    if (operation !== "RunTask") return proceed();
    const call = (calls.made += 1);
    takeCall();
    const { clientToken } = input as { readonly clientToken?: string };
    if (!tokens.has(clientToken)) {
      if (faults && call % callsPerFault === 0)
        throw new AwsError("ClientException", "Capacity is unavailable at this time. Please try again later");
      takeLaunch();
      tokens.add(clientToken);
      calls.lastStart = secondsSoFar();
    }
    const answer = await proceed();
    // Half a period apart, so that no call meets both faults.
    if (faults && call % callsPerFault === callsPerFault / 2) throw new ConnectionLost();
    return answer;
  };
}

/** Result of a whole run of a list. */
export interface LaunchRun {
  /** Time after which all tasks were launched, and after which the run had ended: seconds. */
  readonly launchedSeconds: number;
  readonly seconds: number;
  readonly callsPerTask: number;
  readonly lostTasks: number;
  readonly doubledTasks: number;
}

/** A whole run of a pattern by its definition. */
export const launchRun = (pattern: Pattern, scenario: Scenario): Promise<LaunchRun> =>
  inSimulatedTime(startTime, maxTimeoutSeconds, async () => {
    const { tasks, vcpus } = scenario;
    const completed = new Set<string>();
    const calls: Calls = { made: 0, lastStart: 0 };
    const run = new SimulatedRun({
      pattern,
      deployment,
      maxTimeoutSeconds,
      ...(vcpus && { vcpus }),
      work: () => ({ moments: [{ afterSeconds: taskSeconds, status: "Completed" }], exitCode: 0 }),
      intercept: throttled(scenario, calls),
      onRow: (row) => {
        if ("task_name" in row && row.status === "Completed") completed.add(row.task_name);
      },
    });
    await run.start({ taskList: taskList(tasks) }).ended;
    const { starts } = run.tasks;
    return {
      launchedSeconds: calls.lastStart,
      seconds: secondsSoFar(),
      callsPerTask: calls.made / tasks,
      lostTasks: tasks - completed.size,
      doubledTasks: starts.length - new Set(starts).size,
    };
  });
