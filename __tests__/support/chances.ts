import fc from "./seeded";
import type { JsonObject } from "../../tools/local/json";
import type { Life } from "./simulated/simulated-tasks";
import { containerNames, copyJob, jobKinds, overrides, type Job } from "../../workflow/job";
import { limits } from "../../workflow/limits";
import { longestRunId } from "../../workflow/parse-spec";
import type { CompleteSpec, WorkflowSpec } from "../../workflow/spec";
import { listChange } from "./changing-lists";
import { deployment } from "./deployment";
import { drawnEntry, formats, itemsOf, layout, prefix, type Item } from "./drawn-lists";
import { mishaps, refusal } from "./mishaps";

const running = { afterSeconds: 2, status: "Running" } as const;

/** The lives that a task may have. */
export const lives: Readonly<Record<string, Life>> = {
  completes: { moments: [running, { afterSeconds: 40, status: "Completed" }], exitCode: 0 },
  fails: { moments: [running, { afterSeconds: 20, status: "Failed" }], exitCode: 1 },
  diesAtOnce: { moments: [], exitCode: 137 },
  diesWhileItRuns: { moments: [running, { afterSeconds: 30 }], exitCode: 137 },
  neverEnds: { moments: [running], exitCode: 0, forever: true },
};

/** The same life of a container that need not know the kit: it writes no rows. */
export const silent = (life: Life): Life => ({
  ...life,
  moments: life.moments.map(({ afterSeconds }) => ({ afterSeconds })),
});

/** Text of so many bytes. */
const longest = (bytes: number): string => "🚀".repeat(bytes / 4);

/** Attributes of a spec that may be left out, or as long, few or many as they may be. */
const limitsOf = (pattern: 1 | 2) =>
  fc.record({
    workflowName: fc.constantFrom(undefined, undefined, longest(128), '"'.repeat(128)),
    targetFolder: fc.constantFrom(undefined, "out/", longest(900), '"'.repeat(900)),
    ...(pattern === 2 && {
      launchConcurrency: fc.constantFrom(undefined, 1, limits.mapConcurrency),
      toleratedLaunchFailurePercentage: fc.constantFrom(undefined, 0, 100),
    }),
  });

/** Everything that is left to chance in a run. */
export const chances = (pattern: 1 | 2) =>
  fc.record({
    list: fc.constantFrom(...formats[pattern]),
    entries: fc.array(fc.record({ ...drawnEntry, life: fc.constantFrom(...Object.keys(lives)), refusal }), {
      minLength: 1,
      maxLength: 5,
    }),
    layout,
    limits: limitsOf(pattern),
    mishaps,
    /** Of everything that the parts of the kit and AWS leave to chance. */
    seed: fc.nat(),
    vcpus: fc.constantFrom(0.25, 0.5, 6),
    timeoutSeconds: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(60, 600, 3_600) },
      { weight: 1, arbitrary: fc.constantFrom(1, limits.executionSeconds) },
    ),
    /** Of each task. */
    taskTimeoutSeconds: fc.constantFrom(1, 25, 86_400, limits.executionSeconds),
    maxConcurrency: fc.constantFrom(1, 2, limits.mapConcurrency),
    attempts: fc.constantFrom(1, 2, 3, 4, 10),
    retryOn: fc.constantFrom("any", "infrastructure"),
    /** True where the deployment says both, as with the setting spot, and the spec does not. */
    isSpot: fc.boolean(),
    retentionDays: fc.constantFrom(undefined, 1, 3_650),
    kind: fc.constantFrom(...jobKinds),
    /** Time for which ECS tells of no task that it has started: seconds. */
    lagSeconds: fc.constantFrom(0, 10, 30),
    /** Time for which ECS accepts no stop. */
    noStopSeconds: fc.constantFrom(0, 0, 20, 60),
    /** Time after which ECS refuses for good whatever it is asked to start. */
    lockedAfterSeconds: fc.constantFrom(Infinity, Infinity, 20, 60, 150),
    /** Time from which calls of the monitor fail for longer than they are made again. */
    monitorFailsFromSeconds: fc.constantFrom(Infinity, Infinity, Infinity, 10, 60),
    /** True where it still tells of what it has started under a token. */
    tellsOfTokens: fc.boolean(),
    /** Time that a call of RunTask takes before its task starts. */
    runTaskSeconds: fc.constantFrom(0, 4, 20),
    /** Times that calls of services take, one after the other. */
    callSeconds: fc.oneof(
      fc.constant([0]),
      fc.array(fc.constantFrom(0, 0, 0.2, 1, 6), { minLength: 1, maxLength: 12 }),
    ),
    listChange,
    /** Time that a launcher takes to read a list. */
    listSeconds: fc.constantFrom(0, 2, 20, 40),
    /** Seconds by which the clocks of functions and tasks are ahead, one after the other. */
    clockErrors: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 5 }),
    /** Time after which an execution that failed is redriven. */
    redriveAfterSeconds: fc.constantFrom(0, 100, 5_000, 100_000),
    /** Time after which somebody starts another execution with the same run id. */
    againAfterSeconds: fc.constantFrom(undefined, 0, 30, 5_000),
  });
/** The chances of one run. */
export type Chances = ReturnType<typeof chances> extends fc.Arbitrary<infer Value> ? Value : never;

/** The job of a run. */
export const jobOf = ({ kind, isSpot, attempts, retryOn }: Chances): Job => ({
  ...(kind === "container" ? { kind, allowedOverrides: [...overrides] } : copyJob),
  ...(isSpot && { taskDefaults: { attempts, retryOn } }),
});

/** The deployment of a run. */
export const deploymentOf = ({ kind }: Chances) => ({ ...deployment, containerName: containerNames[kind] });

/** A spec but for its list. */
function frameOf(chance: Chances): WorkflowSpec {
  const { kind, list, againAfterSeconds, timeoutSeconds, maxConcurrency, attempts, retryOn, isSpot } = chance;
  const { targetFolder = kind === "copy" && list === "PREFIX" ? "out" : undefined, ...more } = chance.limits;
  const given = { ...more, targetFolder };
  return {
    ...(againAfterSeconds !== undefined && { workflowRunId: longestRunId }),
    timeoutSeconds,
    taskDefaults: { timeoutSeconds: chance.taskTimeoutSeconds, ...(!isSpot && { attempts, retryOn }) },
    maxConcurrency,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** The items of a run's list. Those of any container may fill the overrides of their tasks. */
export function itemsOfRun(chance: Chances): readonly Item[] {
  const { kind, attempts, retryOn, taskTimeoutSeconds: timeoutSeconds } = chance;
  const taskDefaults = { timeoutSeconds, attempts, retryOn };
  const spec = { ...deploymentOf(chance), ...frameOf(chance), taskDefaults } satisfies CompleteSpec;
  return itemsOf(chance, kind === "container" ? spec : undefined);
}

/** The spec of a run. */
export const specOf = (chance: Chances): JsonObject => ({
  ...(frameOf(chance) as JsonObject),
  ...(chance.list === "input"
    ? { taskList: itemsOfRun(chance).map(({ entry }) => entry) }
    : {
        taskSource:
          chance.list === "PREFIX" ? { format: chance.list, prefix } : { format: chance.list, key: chance.list },
      }),
});
