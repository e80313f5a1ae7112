import type { Pattern } from "../../workflow/deployment";
import { launchSeconds, limits } from "../../workflow/limits";
import { AwsError } from "../local/http/aws-answers";
import type { Intercept } from "../local/endpoints/ecs/ecs";
import { ConnectionLost } from "../local/http/exchange";
import { deployment, taskList } from "../simulated/deployment";
import { SimulatedRun } from "../simulated/simulated-run";
import { inSimulatedTime, pause } from "../simulated/simulated-time";
import type { Figure } from "./figure";

/** A list, and the conditions of its run. */
interface Scenario {
  readonly tasks: number;
  readonly taskSeconds: number;
  /** One call in fifty meets a lack of capacity, and one loses its answer. @default none does */
  readonly faults?: boolean;
  /** The account's quota. @default far above what the list takes */
  readonly vcpus?: number;
  /** Duration of a call of a service. @default 60 */
  readonly callMilliseconds?: number;
}

const callsPerFault = 50;

/** Tasks of the deployment that share a vCPU. */
const tasksPerVcpu = 4;

/** A list that is far longer than what the quota of a new account lets run at once. */
export const fullQuota: Scenario = { tasks: 600, taskSeconds: 60, vcpus: 6 };

/** The lists that the bench runs. */
export const scenarios: readonly Scenario[] = [
  { tasks: 100, taskSeconds: 60 },
  { tasks: 1_000, taskSeconds: 60 },
  { tasks: 1_000, taskSeconds: 60, callMilliseconds: 500 },
  { tasks: 1_000, taskSeconds: 60, faults: true },
  fullQuota,
];

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

const nameOf = (pattern: Pattern, { tasks, taskSeconds, faults, vcpus, callMilliseconds }: Scenario): string =>
  [
    `pattern ${pattern}, ${tasks} tasks of ${taskSeconds} s`,
    ...(vcpus ? [`${vcpus * tasksPerVcpu} at once`] : []),
    ...(callMilliseconds ? [`${callMilliseconds} ms a call`] : []),
    ...(faults ? ["2 % without capacity, 2 % of answers lost"] : []),
  ].join(", ");

/** A whole run of a pattern by its definition, held against the goals. */
export const launchFigures = (pattern: Pattern, scenario: Scenario): Promise<Figure[]> =>
  inSimulatedTime(startTime, maxTimeoutSeconds, async () => {
    const { tasks, taskSeconds, vcpus, faults = false } = scenario;
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
    const [allowed, least] = [launchSeconds(tasks), vcpus && (tasks * taskSeconds) / (vcpus * tasksPerVcpu)];
    const beside = `${nameOf(pattern, scenario)}: `;
    return [
      least === undefined
        ? {
            what: `${beside}all launched after`,
            unit: "s",
            value: calls.lastStart,
            comparedWith: { what: "what the quotas allow", value: allowed },
            // 95 % of the rate, by the launcher, which paces its calls; a lack of capacity makes it wait.
            ...(pattern === 1 && tasks >= 1_000 && !faults && { goal: allowed / 0.95 }),
          }
        : {
            what: `${beside}time`,
            unit: "s",
            value: secondsSoFar(),
            comparedWith: { what: "tasks × seconds / quota", value: least },
            goal: 1.1 * least,
          },
      {
        what: `${beside}calls of RunTask a task`,
        unit: "calls",
        value: calls.made / tasks,
        ...(least !== undefined && { goal: 2 }),
      },
      { what: `${beside}tasks lost`, unit: "tasks", value: tasks - completed.size, goal: 0 },
      { what: `${beside}tasks doubled`, unit: "tasks", value: starts.length - new Set(starts).size, goal: 0 },
    ];
  });
