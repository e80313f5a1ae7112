import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { Json, JsonObject } from "../../tools/local/json";
import type { Pattern } from "../../workflow/deployment";
import { containerNames, copyJob, overrides, type Job } from "../../workflow/job";
import { entryRule, specRule } from "../../workflow/spec-rules";
import { deployment } from "../support/deployment";

const maxTimeoutSeconds = 3_600;
const patterns = [1, 2] as const;

/** Starts a spec as the console does. Wrong specs end at once, so nothing waits. */
async function start(pattern: Pattern, spec: Json, job: Job = copyJob) {
  let rows = 0;
  const run = new SimulatedRun({
    pattern,
    deployment: { ...deployment, containerName: containerNames[job.kind] },
    maxTimeoutSeconds,
    job,
    work: () => ({ moments: [], exitCode: 0 }),
    onRow: () => (rows += 1),
  });
  const { end } = await run.start(spec).ended;
  return { end, rows, starts: run.tasks.starts };
}

/** A refusal whose message matches, and after which nothing was written or started. */
const refusal = (lines: string) => ({
  end: {
    status: "FAILED",
    error: "InvalidWorkflowSpec",
    cause: expect.stringMatching(
      new RegExp(`^The workflow spec is not valid, nothing was started:${lines}$`),
    ) as unknown,
  },
  rows: 0,
  starts: [],
});

const lineAbout = (path: string): string => `\\n- ${escaped(path)}[:.][^\\n]*`;

/** A refusal of lines about these paths alone, in this order. */
const refusalOf = (...paths: readonly string[]) => refusal(paths.map(lineAbout).join(""));

/** A refusal with a line about this path; others may say what goes with it. */
const refusalNaming = (path: string) => refusal(`[^]*${lineAbout(path)}[^]*`);

const escaped = (text: string): string => text.replace(/[$.[\]]/g, "\\$&");

const rulesOf = (pattern: Pattern) => specRule({ pattern, deployment, maxTimeoutSeconds, job: copyJob }).attributes;
const attributes = Object.keys(rulesOf(2));
const isShared = (name: string): boolean => JSON.stringify(rulesOf(1)[name]) === JSON.stringify(rulesOf(2)[name]);

const task = { taskName: "a", objectKey: "in/a" };

/** No attribute may be one of these. */
const wrong: readonly [string, Json][] = [
  ["null", null],
  ["a number", -1.5],
  ["an object", { "": null }],
  ["an empty text", ""],
];

describe("Given an attribute of the schema with a value that none may have", () => {
  it.each(attributes.flatMap((name) => wrong.map(([what, value]) => [name, what, value] as const)))(
    "When %s is %s, then both patterns refuse it by its name, in the same words, and write nothing",
    async (name, _, value) => {
      const spec = { ...(name === "taskSource" ? {} : { taskList: [task] }), [name]: value };
      const [first, second] = await Promise.all(patterns.map((pattern) => start(pattern, spec)));
      expect(second).toEqual(refusalOf(name));
      expect(first).toEqual(isShared(name) ? second : refusalOf(name));
    },
  );

  it.each(
    Object.keys(entryRule(copyJob).attributes).flatMap((name) =>
      wrong.map(([what, value]) => [name, what, value] as const),
    ),
  )(
    "When %s of an entry is %s, then both patterns refuse it by its path, in the same words",
    async (name, _, value) => {
      const spec = { taskList: [task, { taskName: "b", objectKey: "in/b", [name]: value }] };
      const [first, second] = await Promise.all(patterns.map((pattern) => start(pattern, spec)));
      expect(second).toEqual(refusalNaming(`taskList[1].${name}`));
      expect(first).toEqual(second);
    },
  );
});

describe("Given a spec that is wrong beside a good list", () => {
  const list = { taskList: [task] };
  it.each<[string, JsonObject, string]>([
    ["a folder of null", { ...list, targetFolder: null }, "targetFolder"],
    ["subnets of null", { ...list, subnetIdLiteral: null }, "subnetIdLiteral"],
    ["an object for a name", { taskList: [task, { ...task, taskName: {} }] }, "taskList[1].taskName"],
    [
      'names 1 and "1"',
      {
        taskList: [
          { ...task, taskName: "1" },
          { ...task, taskName: 1 },
        ],
      },
      "taskList[1].taskName",
    ],
    ...["0100001", "-5", "1.5", "run-1", "7e3c0c2e-5ed0-4b0e-9f7e-3d0c1a2b3c4d", "", "9".repeat(39)].map(
      (workflowRunId): [string, JsonObject, string] => [
        `the run id "${workflowRunId}"`,
        { ...list, workflowRunId },
        "workflowRunId",
      ],
    ),
    ["half a second of work", { ...list, simulatedWorkSeconds: 1.5 }, "simulatedWorkSeconds"],
    ...[0, 1.5, "2", 10_001].map((maxConcurrency): [string, JsonObject, string] => [
      `${JSON.stringify(maxConcurrency)} tasks at once`,
      { ...list, maxConcurrency },
      "maxConcurrency",
    ]),
    ["half a launch at once", { ...list, launchConcurrency: 1.5 }, "launchConcurrency"],
    ...[0, 11, 1.5, "2"].flatMap((attempts): [string, JsonObject, string][] => [
      [
        `${JSON.stringify(attempts)} attempts of an entry`,
        { taskList: [{ ...task, attempts }] },
        "taskList[0].attempts",
      ],
      [`${JSON.stringify(attempts)} attempts of all`, { ...list, taskDefaults: { attempts } }, "taskDefaults.attempts"],
    ]),
    ["attempts after an unknown end", { taskList: [{ ...task, retryOn: "spot" }] }, "taskList[0].retryOn"],
    ["attempts of all after an unknown end", { ...list, taskDefaults: { retryOn: "" } }, "taskDefaults.retryOn"],
    ["an attribute that nobody knows", { ...list, targetfolder: "out" }, "targetfolder"],
    ["two names alike", { taskList: [task, task] }, "taskList[1].taskName"],
  ])("When it has %s, then both patterns refuse it, and nothing is written", async (_, spec, path) => {
    for (const pattern of patterns) expect(await start(pattern, spec)).toEqual(refusalOf(path));
  });

  it("When two names are one text as UTF-8, then both patterns refuse both", async () => {
    const spec = {
      taskList: [
        { ...task, taskName: "x\ud83d" },
        { ...task, taskName: "x\ud83c" },
      ],
    };
    for (const pattern of patterns)
      expect(await start(pattern, spec)).toEqual(refusalOf("taskList[0].taskName", "taskList[1].taskName"));
  });

  it.each([
    ["in", "in/"],
    ["in/", "in/"],
    ["in/copies", "in/"],
    ["in", "in/scene-"],
  ])("When pattern 2 would copy to %s what the prefix %s finds, then it refuses", async (targetFolder, prefix) => {
    const spec = { taskSource: { format: "PREFIX", prefix }, targetFolder };
    expect(await start(2, spec)).toEqual(refusalOf("targetFolder"));
    expect(await start(1, spec)).toEqual(refusalOf("taskSource.format"));
  });
});

const any: Job = { kind: "container", allowedOverrides: [...overrides], secretNames: ["API_KEY"] };

describe("Given a deployment of any container", () => {
  it.each<[string, JsonObject, string]>([
    ["a command that is a text", { command: "date" }, "command"],
    ["a command of no words", { command: [] }, "command"],
    ["memory that Fargate does not offer with the CPU", { cpuUnits: 256, memoryMib: 4_096 }, "memoryMib"],
    ["CPU without memory", { cpuUnits: 256 }, "memoryMib"],
    ["too little storage", { ephemeralStorageGib: 20 }, "ephemeralStorageGib"],
    ["a time of nothing", { timeoutSeconds: 0 }, "timeoutSeconds"],
    ["a variable of the kit's own", { environment: { task_name: "b" } }, "environment.task_name"],
    ["a variable that is a secret of all tasks", { environment: { API_KEY: "b" } }, "environment.API_KEY"],
    ["a variable whose name is none", { environment: { "A-B": "c" } }, "environment.A-B"],
    ["a variable that is no text", { environment: { A: 1 } }, "environment.A"],
  ])(
    "When an entry, or all, have %s, then both patterns refuse it by its path, and write nothing",
    async (_, of, path) => {
      const entries = { taskList: [{ taskName: "a" }, { taskName: "b", ...of }] };
      const all = { taskList: [{ taskName: "a" }], taskDefaults: of };
      for (const pattern of patterns) {
        expect(await start(pattern, entries, any)).toEqual(refusalOf(`taskList[1].${path}`));
        expect(await start(pattern, all, any)).toEqual(refusalOf(`taskDefaults.${path}`));
      }
    },
  );

  it("When the overrides of an entry are more than ECS takes, then both patterns refuse it by its place", async () => {
    const spec = { taskList: [{ taskName: "a" }, { taskName: "b", command: ["x".repeat(8_000)] }] };
    for (const pattern of patterns) expect(await start(pattern, spec, any)).toEqual(refusalOf("taskList[1]"));
  });

  it("When those of all entries are, then both patterns refuse them, though each entry has others and wherever the list lies", async () => {
    const taskDefaults = { command: ["x".repeat(131_072)] };
    const list = { taskList: [{ taskName: "a", command: ["date"] }] };
    for (const pattern of patterns)
      for (const entries of [list, { taskSource: { format: "JSONL", key: "list" } }])
        expect(await start(pattern, { ...entries, taskDefaults }, any)).toEqual(refusalOf("taskDefaults"));
  });
});

describe("Given a deployment that allows some overrides", () => {
  const values = {
    command: ["date"],
    environment: { A: "b" },
    cpuUnits: 1_024,
    memoryMib: 2_048,
    ephemeralStorageGib: 100,
  } as const satisfies Record<(typeof overrides)[number], Json>;

  it.each(["command", "environment", "ephemeralStorageGib"] as const)(
    "When it is %s alone, then a spec may use that, and both patterns refuse each other one by its path",
    async (name) => {
      const job: Job = { kind: "container", allowedOverrides: [name] };
      const others = overrides.filter((other) => other !== name);
      for (const pattern of patterns) {
        const spec = { taskList: [{ taskName: "a", [name]: values[name] }] };
        const allowed = () => start(pattern, spec, job);
        const { end, starts } = await inSimulatedTime("2026-11-24T22:48:54.000Z", maxTimeoutSeconds, allowed);
        expect([end.status, starts]).toEqual(["SUCCEEDED", ["a"]]);
        expect(await start(pattern, { taskList: [{ taskName: "a", ...values }] }, job)).toEqual(
          refusalOf(...others.map((other) => `taskList[0].${other}`)),
        );
        expect(await start(pattern, { taskList: [{ taskName: "a" }], taskDefaults: values }, job)).toEqual(
          refusalOf(...others.map((other) => `taskDefaults.${other}`)),
        );
      }
    },
  );
});
