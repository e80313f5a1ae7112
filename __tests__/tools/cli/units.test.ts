import { findingText, judge } from "../../../tools/cli/doctor/check";
import { PassThrough } from "node:stream";
import { describeError } from "../../../tools/cli/errors";
import { atLeast } from "../../../tools/cli/doctor/machine";
import { countTasks, shownTasks } from "../../../tools/cli/run/count-tasks";
import { didNotComplete } from "../../../tools/page/attempt";
import type { Run } from "../../../tools/page/model";
import { progressOf } from "../../../tools/page/progress";
import { taskListOf } from "../../../tools/cli/lists/keys";
import { logLineText } from "../../../tools/page/text";
import { table } from "../../../tools/terminal/table";
import { confirm, type Terminal } from "../../../tools/cli/terminal";
import { failureText, outcome, progressLine } from "../../../tools/cli/run/text";
import type { DetailRow, SummaryRow } from "../../../workflow/audit-rows";
import type { TaskStatus } from "../../../workflow/status";

describe("Given object keys", () => {
  it("When their last parts differ, then tasks are called after them", () => {
    expect(taskListOf(["in/a.tif", "in/b.tif"])).toEqual([
      { taskName: "a.tif", objectKey: "in/a.tif" },
      { taskName: "b.tif", objectKey: "in/b.tif" },
    ]);
  });

  it.each([
    ["two end alike, then tasks are numbered", ["x/a.tif", "y/a.tif"], "task_1"],
    ["one is too long for a name, then that one is numbered", ["a.tif", `in/${"ä".repeat(65)}`], "a.tif"],
  ])("When %s", (_, keys, first) => {
    expect(taskListOf(keys).map(({ taskName }) => taskName)).toEqual([first, "task_2"]);
  });
});

const row = (task_name: string, status: TaskStatus, update_time: string): DetailRow => ({
  workflow_run_id: "1",
  ecs_task_id: task_name,
  workflow_name: "kit",
  task_name,
  status,
  start_time: "2026-11-24T12:00:00.000Z",
  update_time,
});

/** A run with these tasks. */
const runOf = async (tasks: readonly DetailRow[], more: Partial<Run> = {}): Promise<Run> => ({
  pattern: 1,
  workflowName: "kit",
  workflowRunId: "1",
  executionArn: "arn",
  executionStatus: "RUNNING",
  startTime: "2026-11-24T12:00:00.000Z",
  summary: { number_of_tasks: 4 } as SummaryRow,
  ...(await countTasks(pagesOf(tasks))),
  ...more,
});

async function* pagesOf(rows: readonly DetailRow[]): AsyncGenerator<DetailRow[]> {
  for (let start = 0; start < rows.length; start += 1_000) yield rows.slice(start, start + 1_000);
  await Promise.resolve();
}

describe("Given a run with two tasks that ended and two to come", () => {
  const tasks = [
    row("a", "Completed", "2026-11-24T12:01:00.000Z"),
    row("b", "Failed", "2026-11-24T12:01:30.000Z"),
    row("c", "Running", "2026-11-24T12:00:10.000Z"),
    row("d", "Submitted", "2026-11-24T12:00:00.000Z"),
  ];

  const progressAt = async (now: string, more?: Partial<Run>) => progressOf(await runOf(tasks, more), now);
  const counts = { total: 4, totalKnown: true, rows: 4, ended: 2 };

  it("When two minutes have passed, then one ends a minute, and two minutes are left", async () => {
    expect(await progressAt("2026-11-24T12:02:00.000Z")).toEqual({
      ...counts,
      endedPerMinute: 1,
      elapsedSeconds: 120,
      leftSeconds: 120,
    });
  });

  it("When none has ended yet, then nothing is said of the time left", async () => {
    const run = await runOf(tasks.slice(2));
    expect(progressOf(run, "2026-11-24T12:10:00.000Z")).toEqual({
      ...{ ...counts, rows: 2, ended: 0 },
      endedPerMinute: 0,
      elapsedSeconds: 600,
    });
  });

  it("When the run has ended, then the rate is that of the whole run", async () => {
    const ended = { executionStatus: "ABORTED", endTime: "2026-11-24T12:10:00.000Z" } as const;
    expect(await progressAt("2026-11-25T00:00:00.000Z", ended)).toEqual({
      ...counts,
      endedPerMinute: 0.2,
      elapsedSeconds: 600,
    });
  });
});

describe("Given a run in which an entry had several tasks", () => {
  const time = "2026-11-24T12:01:00.000Z";
  const attempt = (number: number, status: TaskStatus, more: Partial<DetailRow> = {}) => ({
    ...row("a", status, time),
    ecs_task_id: String(number),
    attempt: number,
    attempts: 3,
    ...more,
  });

  it("When it is counted, then the entry counts once, by the last of its tasks, which are in their order", async () => {
    const tasks = [attempt(3, "Failed"), row("b", "Completed", time), attempt(2, "Failed", { followed_by: "3" })];
    const run = await runOf([...tasks, attempt(1, "Failed", { followed_by: "2" })]);
    expect(run.tasksByStatus).toEqual({ Submitted: 0, Running: 0, Completed: 1, Failed: 1, TimedOut: 0 });
    expect(run.tasks.map((one) => one.attempt)).toEqual([1, 2, 3, undefined]);
    expect(run.tasks.filter(didNotComplete).map((one) => one.attempt)).toEqual([3]);
    expect(progressOf(run).ended).toBe(2);
  });

  it("When its last task failed, then the failure says which attempt it was", () => {
    expect(failureText({ ...attempt(3, "Failed"), reason: "Spot", log: { lines: [] } })).toBe(
      "a  Failed  attempt 3 of 3  Spot",
    );
  });
});

describe("Given a run of a list in S3", () => {
  const now = "2026-11-24T12:02:00.000Z";
  const launching = { number_of_tasks: 0, start_time: now } as SummaryRow;

  it("When it is not read to its end, then nothing is said of how many are left", async () => {
    const tasks = [row("0:a", "Completed", "2026-11-24T12:01:00.000Z"), row("1:b", "Running", now)];
    const run = await runOf(tasks, { summary: launching });
    expect(progressOf(run, now)).toEqual({
      total: 2,
      totalKnown: false,
      rows: 2,
      ended: 1,
      endedPerMinute: 0.5,
      elapsedSeconds: 120,
    });
    expect(progressLine(run, now)).toBe("1 of 2 launched so far ended, 0.5 a minute");
  });

  it("When there are more tasks than are kept, then all are counted, and those that failed are among the kept", async () => {
    const failed = [11_999, 7];
    const statusOf = (place: number): TaskStatus => (failed.includes(place) ? "Failed" : "Completed");
    const tasks = Array.from({ length: 12_000 }, (_, index) => 11_999 - index).map((place) =>
      row(`${place}:t`, statusOf(place), now),
    );
    const counted = await countTasks(pagesOf(tasks));
    expect({ ...counted, tasks: counted.tasks.map(({ task_name }) => task_name) }).toEqual({
      tasksByStatus: { Submitted: 0, Running: 0, Completed: 11_998, Failed: 2, TimedOut: 0 },
      tasks: [...Array.from({ length: shownTasks - 1 }, (_, place) => `${place}:t`), "11999:t"],
      otherTasks: 12_000 - shownTasks,
    });
  });

  it("When it has ended with entries that have no row, then those are told of", async () => {
    const ended = { executionStatus: "FAILED", endTime: now, summary: { ...launching, number_of_tasks: 3 } } as const;
    const run = await runOf([row("0:a", "Completed", now)], { ...ended, withoutRow: 2 });
    expect(outcome(run, (command) => command)).toContain("2 entries have no row: never launched");
  });
});

describe("Given a question before something is destroyed", () => {
  const terminal = (answer?: string): Terminal => {
    const silent = { out: () => undefined, error: () => undefined };
    if (answer === undefined) return silent;
    const input = new PassThrough();
    input.end(`${answer}\n`);
    return { ...silent, keyboard: { input, output: new PassThrough() } };
  };

  it.each(["y", "yes", "Y"])("When the answer is %s, then it goes on", async (answer) => {
    await expect(confirm(terminal(answer), { yes: false }, "Delete it")).resolves.toBeUndefined();
  });

  it.each(["n", "", "yesterday"])("When the answer is '%s', then nothing is done", async (answer) => {
    await expect(confirm(terminal(answer), { yes: false }, "Delete it")).rejects.toThrow("Nothing was done.");
  });

  it("When nobody can answer, then nothing is done, and the error names --yes", async () => {
    await expect(confirm(terminal(), { yes: false }, "Delete it")).rejects.toThrow(
      "Delete it? Nobody is here to answer, so nothing was done. Say --yes to do it.",
    );
  });
});

describe("Given an error of AWS", () => {
  const thrown = (name: string, message: string) => Object.assign(new Error(message), { name, $metadata: {} });

  it("When it is known, then what to do stands first", () => {
    expect(describeError(thrown("ExpiredTokenException", "The token is expired"))).toBe(
      "The credentials have expired: get new ones.\nExpiredTokenException: The token is expired",
    );
  });

  it("When S3 redirects to another Region, then that is named, though the answer has no body", () => {
    const answer = {
      $metadata: { httpStatusCode: 301 },
      $response: { headers: { "x-amz-bucket-region": "us-west-2" } },
    };
    expect(describeError(Object.assign(new Error("UnknownError"), { name: "301" }, answer))).toBe(
      "The bucket is in Region us-west-2, and the deployment in another: name a bucket of the deployment's Region.",
    );
  });

  it("When it is not known, then its name is told", () => {
    expect(describeError(thrown("NewException", "Something"))).toBe("NewException: Something");
  });

  it("When it is one of ours, then its message is all there is to say", () => {
    expect(describeError(new Error("There is no run 42."))).toBe("There is no run 42.");
  });
});

describe("Given what people read", () => {
  it("When rows are shown as a table, then columns align and no line ends in blanks", () => {
    const columns = [
      { heading: "Run", cell: (run: { id: string; tasks: number }) => run.id },
      { heading: "Tasks", cell: (run: { id: string; tasks: number }) => run.tasks, align: "right" as const },
    ];
    const rows = [
      { id: "20261124", tasks: 5 },
      { id: "2", tasks: 100 },
    ];
    expect(table(columns, rows)).toBe("Run       Tasks\n20261124      5\n2           100");
  });

  it("When a line of a log is structured, then its time, level and message are read", () => {
    const line = { level: "INFO", message: "Copied", timestamp: "2026-11-24T12:00:00.000Z", service: "ecs-task" };
    expect(logLineText(JSON.stringify(line))).toBe("2026-11-24T12:00:00.000Z  INFO  Copied");
    expect(logLineText("plain { text")).toBe("plain { text");
  });

  it("When versions are compared, then their parts count as numbers", () => {
    expect([atLeast("1.10.0", "1.10.0"), atLeast("2.0.0", "1.10.0")]).toEqual(["1.10.0", "2.0.0"]);
    expect(() => atLeast("1.9.8", "1.10.0")).toThrow("1.9.8");
  });
});

describe("Given a look of doctor that fails", () => {
  it("When the error begins with the command and ends with a line break, then its reason is told", async () => {
    const finding = await judge({
      what: "Docker",
      look: () => Promise.reject(new Error("Command failed: docker version\nCannot connect to the Docker daemon.\n")),
      otherwise: "warn",
      todo: "Start it",
    });
    expect(finding).toEqual({
      what: "Docker",
      verdict: "warn",
      found: "Cannot connect to the Docker daemon.",
      todo: "Start it",
    });
  });

  it.each([
    ["Is it running?", "Is it running? Start it"],
    ["20.20.2", "20.20.2. Start it"],
  ])("When %s is found, then what to do follows as a sentence of its own", (found, text) => {
    expect(findingText({ verdict: "warn", what: "Docker", found, todo: "Start it" })).toBe(text);
    expect(findingText({ verdict: "ok", what: "Docker", found })).toBe(found);
  });
});
