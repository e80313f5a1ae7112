import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { JsonObject } from "../../tools/local/json";
import type { SummaryRow } from "../../workflow/audit-rows";
import { deployment } from "../support/deployment";

const twenty = Array.from({ length: 20 }, (_, index) => index);
const objects = {
  lines: twenty.map((index) => `{"taskName":"t","objectKey":"in/${index}"}\n`).join(""),
  table: ["objectKey,taskName", ...twenty.map((index) => `in/${index},t`)].join("\r\n"),
  faulty: [
    { taskName: "n".repeat(20_000), objectKey: "in/0" },
    { taskName: "t", objectKey: "in/1" },
    Object.fromEntries(twenty.flatMap((index) => twenty.map((other) => [`a${index}.${other}`.padEnd(600, "-"), 1]))),
  ]
    .map((entry) => JSON.stringify(entry))
    .join("\n"),
  huge: `{"taskName":"t","objectKey":"in/1"}\n{"taskName":"u","objectKey":"${"k".repeat(262_144)}"}\n`,
  ...{ "folders/": "", "folders/full/": "content" },
  ...Object.fromEntries(twenty.map((index) => [`in/${index}`, "content"])),
};

/** Runs a spec whose tasks take a minute each, in simulated time. */
const run = (pattern: 1 | 2, spec: JsonObject) =>
  inSimulatedTime("2026-11-24T22:48:54.000Z", 3_600, async () => {
    const summaries: SummaryRow[] = [];
    const reasons = new Map<string, string | undefined>();
    const simulated = new SimulatedRun({
      pattern,
      deployment,
      maxTimeoutSeconds: 3_600,
      objects,
      work: () => ({ moments: [{ afterSeconds: 60, status: "Completed" }], exitCode: 0 }),
      onRow: (row) => {
        if ("ecs_task_id" in row) reasons.set(row.task_name, row.reason);
        else summaries.push(row);
      },
    });
    const { end } = await simulated.start(spec).ended;
    const { starts, mostAtOnce } = simulated.tasks;
    const seconds = (Date.now() - Date.parse("2026-11-24T22:48:54.000Z")) / 1_000;
    return { end, reasons, summary: summaries.at(-1), starts: starts.toSorted(), mostAtOnce, seconds };
  });

describe("Given a simulated run whose list lies in S3", () => {
  it.each<[1 | 2, string, JsonObject, (index: number) => string]>([
    [1, "JSON lines", { format: "JSONL", key: "lines" }, () => "t"],
    [2, "JSON lines", { format: "JSONL", key: "lines" }, () => "t"],
    [2, "CSV", { format: "CSV", key: "table" }, () => "t"],
    // In the order of their bytes.
    [
      2,
      "a prefix",
      { format: "PREFIX", prefix: "in/" },
      (place) => twenty.map((index) => `in/${index}`).toSorted()[place] ?? "",
    ],
  ])("When pattern %i reads %s, then each entry is a task that completes", async (pattern, _, taskSource, nameOf) => {
    const { end, summary, starts } = await run(pattern, { taskSource, targetFolder: "out" });
    expect([end.status, summary, starts]).toEqual([
      "SUCCEEDED",
      expect.objectContaining({ status: "Completed", number_of_tasks: 20, completed_tasks: 20, running_tasks: 0 }),
      twenty.map((index) => `${index}:${nameOf(index)}`).toSorted(),
    ]);
  });

  it("When keys of a prefix end with a slash, then the empty object is none of the tasks, the other one is", async () => {
    const { summary, starts } = await run(2, {
      taskSource: { format: "PREFIX", prefix: "folders/" },
      targetFolder: "out",
    });
    expect([summary, starts]).toEqual([
      expect.objectContaining({ status: "Completed", number_of_tasks: 2, completed_tasks: 2 }),
      ["1:folders/full/"],
    ]);
  });

  it("When entries have a name or attributes that are too long for a state's data, then rows say so, and the others are tasks", async () => {
    const { summary, starts, reasons } = await run(2, {
      taskSource: { format: "JSONL", key: "faulty" },
      toleratedLaunchFailurePercentage: 100,
    });
    expect([summary?.number_of_tasks, summary?.failed_tasks, starts]).toEqual([3, 2, ["1:t"]]);
    expect([...reasons].toSorted()).toEqual([
      [
        `0:${"n".repeat(1_024)}`,
        expect.stringMatching(
          /^could not be launched: taskName: must be well-formed text of 1 to 128 bytes.*, received "n/,
        ),
      ],
      ["1:t", undefined],
      [
        "2:",
        expect.stringMatching(/^could not be launched: taskName: is missing; objectKey: is missing; .*; and 382 more$/),
      ],
    ]);
  });

  it("When pattern 2 finds no list, then the run fails for it", async () => {
    const { end, starts } = await run(2, { taskSource: { format: "JSONL", key: "none" } });
    expect([end, starts]).toEqual([
      {
        status: "FAILED",
        error: "LaunchFailed",
        cause: "Nothing was launched: States.ItemReaderFailed: The specified key does not exist.",
      },
      [],
    ]);
  });

  it("When an entry is larger than an execution takes, then the run fails for it, and is accounted for", async () => {
    const { end, summary } = await run(2, { taskSource: { format: "JSONL", key: "huge" } });
    expect([end, summary]).toEqual([
      { status: "FAILED", error: "TasksFailed", cause: expect.stringContaining("States.DataLimitExceeded") },
      expect.objectContaining({ status: "Failed", running_tasks: 0 }),
    ]);
  });
});

describe("Given a simulated run of 20 tasks of a minute whose spec lets five run at once", () => {
  it.each<[1 | 2, string, JsonObject]>([
    [1, "the spec", { taskList: twenty.map((index) => ({ taskName: `${index}`, objectKey: "in/0" })) }],
    [2, "the spec", { taskList: twenty.map((index) => ({ taskName: `${index}`, objectKey: "in/0" })) }],
    [1, "JSON lines", { taskSource: { format: "JSONL", key: "lines" } }],
    [2, "JSON lines", { taskSource: { format: "JSONL", key: "lines" } }],
    [2, "CSV", { taskSource: { format: "CSV", key: "table" } }],
    [2, "a prefix", { taskSource: { format: "PREFIX", prefix: "in/" } }],
  ])(
    "When pattern %i has them from %s, then five do, and a slot is taken again within seconds",
    async (pattern, _, list) => {
      const { summary, mostAtOnce, seconds } = await run(pattern, { ...list, targetFolder: "out", maxConcurrency: 5 });
      expect([summary?.completed_tasks, mostAtOnce]).toEqual([20, 5]);
      // Four turns of a minute.
      expect(seconds).toBeLessThan(300);
    },
  );
});
