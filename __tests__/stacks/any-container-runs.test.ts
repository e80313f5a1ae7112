import type { JsonObject } from "../../tools/local/json";
import { SimulatedRun } from "../support/simulated/simulated-run";
import type { Life } from "../support/simulated/simulated-tasks";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { containerNames, overrides, type Job } from "../../workflow/job";
import { kitVariables } from "../../workflow/task-rules";
import { deployment } from "../support/deployment";

const job: Job = { kind: "container", allowedOverrides: [...overrides] };
const startTime = "2026-11-24T22:48:54.000Z";

/** Runs a spec of a deployment of any container, in simulated time. */
const run = (
  pattern: 1 | 2,
  spec: JsonObject,
  lives: Readonly<Record<string, Life>> = {},
  objects: Readonly<Record<string, string>> = {},
) =>
  inSimulatedTime(startTime, 7_200, async () => {
    const rows = new Map<string, DetailRow>();
    const simulated = new SimulatedRun({
      pattern,
      deployment: { ...deployment, containerName: containerNames.container },
      maxTimeoutSeconds: 3_600,
      job,
      objects,
      work: (name) => lives[name] ?? { moments: [{ afterSeconds: 10 }], exitCode: 0 },
      onRow: (row: SummaryRow | DetailRow) => {
        if ("ecs_task_id" in row) rows.set(row.ecs_task_id, row);
      },
    });
    const { end } = await simulated.start(spec).ended;
    return { end, rows: [...rows.values()], tasks: simulated.ecs.tasks() };
  });

const taskDefaults = { command: ["date"], environment: { A: "1" }, cpuUnits: 1_024, memoryMib: 2_048 };
const entries = [{ taskName: "all" }, { taskName: "own", command: ["sh", "-c", 'echo "$B"'], environment: { B: "2" } }];
const objects = {
  lines: entries.map((entry) => JSON.stringify(entry)).join("\n"),
  table: 'taskName,command,env.B\nall,,\nown,"[""sh"", ""-c"", ""echo \\\\""$B\\\\""""]",2\n',
};

describe("Given a deployment of any container, and entries with attributes of their own and those of all", () => {
  it.each<[1 | 2, string, JsonObject]>([
    [1, "the spec", { taskList: entries }],
    [2, "the spec", { taskList: entries }],
    [1, "JSON lines", { taskSource: { format: "JSONL", key: "lines" } }],
    [2, "JSON lines", { taskSource: { format: "JSONL", key: "lines" } }],
    [2, "CSV", { taskSource: { format: "CSV", key: "table" } }],
  ])(
    "When pattern %i has them from %s, then ECS is told just those, and the kit's variables",
    async (pattern, _, list) => {
      const { end, tasks } = await run(pattern, { ...list, taskDefaults }, {}, objects);
      expect(end.status).toBe("SUCCEEDED");
      const told = tasks.map((task) => {
        const { containerOverrides: [container] = [], cpu, memory } = task.overrides ?? {};
        const own = container?.environment?.filter(({ name = "" }) => !kitVariables.includes(name)) ?? [];
        return { command: container?.command, own: own.map(({ name, value }) => `${name}=${value}`), cpu, memory };
      });
      const size = { cpu: "1024", memory: "2048" };
      expect(told).toEqual([
        { command: ["date"], own: ["A=1"], ...size },
        { command: ["sh", "-c", 'echo "$B"'], own: ["A=1", "B=2"], ...size },
      ]);
    },
  );
});

describe("Given containers that end in every way", () => {
  const after = (status?: "Running" | "Completed" | "Failed") => ({ afterSeconds: 10, ...(status && { status }) });
  const lives: Readonly<Record<string, readonly [Life, string]>> = {
    "says nothing, and exits with 0": [{ moments: [after()], exitCode: 0 }, "Completed"],
    "says nothing, and exits with 3": [{ moments: [after()], exitCode: 3 }, "Failed"],
    "says that it runs, and exits with 0": [{ moments: [after("Running"), after()], exitCode: 0 }, "Completed"],
    "says Completed, and exits with 3": [{ moments: [after("Running"), after("Completed")], exitCode: 3 }, "Completed"],
    "says Failed, and exits with 0": [{ moments: [after("Running"), after("Failed")], exitCode: 0 }, "Failed"],
  };

  it.each([1, 2] as const)(
    "When pattern %i runs them, then what one says of its end is believed, and else its exit code",
    async (pattern) => {
      const taskList = Object.keys(lives).map((taskName) => ({ taskName }));
      const { rows } = await run(
        pattern,
        { taskList },
        Object.fromEntries(Object.entries(lives).map(([name, [life]]) => [name, life])),
      );
      expect(Object.fromEntries(rows.map(({ task_name, status }) => [task_name, status]))).toEqual(
        Object.fromEntries(Object.entries(lives).map(([name, [, status]]) => [name, status])),
      );
    },
  );
});
