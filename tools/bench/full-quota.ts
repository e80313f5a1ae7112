import type { Figure, Bench } from "./figure";
import { deployment, taskList } from "./lab";
import { inSimulatedTime } from "../simulated/simulated-time";
import { SimulatedRun } from "../simulated/simulated-run";

/** A list that is far longer than what the quota of a new account lets run at once. */
const scenario = { tasks: 600, taskSeconds: 60, vcpus: 6, atOnce: 24 } as const;

/** Time that a call of a service takes. */
const callMilliseconds = 60;

const patterns = [1, 2] as const;

const kit = { ...deployment, taskDefinition: "kit:1", subnetIdLiteral: "subnet-1", assignPublicIp: "DISABLED" };

interface Measured {
  readonly seconds: number;
  readonly calls: number;
  readonly completed: number;
  readonly doubled: number;
}

async function measure(pattern: 1 | 2): Promise<Measured> {
  const { tasks, taskSeconds, vcpus } = scenario;
  const began = "2026-01-01T00:00:00.000Z";
  let calls = 0;
  const completed = new Set<string>();
  return inSimulatedTime(began, 86_400, async () => {
    const run = new SimulatedRun({
      pattern,
      deployment: kit,
      maxTimeoutSeconds: 86_400,
      vcpus,
      work: () => ({ moments: [{ afterSeconds: taskSeconds, status: "Completed" }], exitCode: 0 }),
      faults: async ({ operation }, proceed) => {
        if (operation === "RunTask") calls += 1;
        await wait(callMilliseconds);
        return proceed();
      },
      onRow: (row) => {
        if ("task_name" in row && row.status === "Completed") completed.add(row.task_name);
      },
    });
    await run.start({ taskList: taskList(tasks) }).ended;
    const { starts } = run.tasks;
    const seconds = (Date.now() - Date.parse(began)) / 1_000;
    return { seconds, calls, completed: completed.size, doubled: starts.length - new Set(starts).size };
  });
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds));

async function figuresOf(pattern: 1 | 2): Promise<Figure[]> {
  const { tasks, taskSeconds, atOnce } = scenario;
  const { seconds, calls, completed, doubled } = await measure(pattern);
  const name = `pattern ${pattern}, ${tasks} tasks of ${taskSeconds} s, ${atOnce} at once (simulated time)`;
  const ideal = { what: "tasks × seconds / quota", value: (tasks * taskSeconds) / atOnce };
  return [
    { what: `${name}: time`, unit: "s", value: seconds, comparedWith: ideal },
    { what: `${name}: calls of RunTask a task`, unit: "calls", value: calls / tasks },
    { what: `${name}: tasks lost`, unit: "tasks", value: tasks - completed },
    { what: `${name}: tasks doubled`, unit: "tasks", value: doubled },
  ];
}

/** A run against a full quota, beside the time that its tasks take at the least. */
export const fullQuota: Bench = {
  name: "full-quota",
  run: async () => {
    const figures: Figure[] = [];
    for (const pattern of patterns) figures.push(...(await figuresOf(pattern)));
    return figures;
  },
};
