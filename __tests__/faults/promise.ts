import { faults } from "../../tools/faults";
import type { Fault } from "../../tools/faults/fault";
import { labSettings, labSpecs } from "../../tools/faults/lab-workflow";
import type { Pattern } from "../../workflow/deployment";
import { readStack } from "../../tools/local/synthesis";
import type { EndedExecution } from "../../tools/local/state-machine/execution";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { closeFaultClouds } from "../support/fault-cloud";
import { runFault, type FaultRun } from "../support/fault-run";
import { synthesizedFolder } from "../support/synthesized";

/** Faults that choose at random what they hit are tried with so many seeds. */
const seeds: Readonly<Record<string, number>> = {
  "launcher-dies": 8,
  "launcher-times-out": 3,
  "monitor-dies": 5,
  "monitor-times-out": 2,
  "monitor-fails-for-good": 2,
  "task-killed-before-its-first-write": 2,
  "monitor-dies-at-a-restart": 6,
};

/** An execution ends within this time here, however much longer it takes in AWS: seconds. */
const boundSeconds = 240;

/** Tests that the promise is kept under every fault that a pattern can meet. */
export function describePromise(pattern: Pattern): void {
  const cases = faults
    .filter(({ patterns }) => patterns.includes(pattern))
    .flatMap((fault) =>
      Array.from({ length: seeds[fault.name] ?? 1 }, (_, seed) => [fault.name, seed + 1, fault] as const),
    );

  describe(`Given pattern ${pattern}`, () => {
    afterAll(closeFaultClouds);

    // A run mostly waits.
    it.concurrent.each(cases)(
      "When it meets %s (seed %d), then every task is accounted for, and the run tells the truth",
      async (_name, seed, fault) => {
        const stack = readStack(pattern, await synthesizedFolder(labSettings(fault)));
        const names = (labSpecs(fault)["taskList"] as { taskName: string }[]).map(({ taskName }) => taskName);
        expectPromiseKept(fault, names, await runFault(fault, stack, seed));
      },
      boundSeconds * 3_000,
    );
  });
}

function expectPromiseKept(fault: Fault, taskNames: readonly string[], run: FaultRun): void {
  const runs = run.executions.map((execution) => ({ execution, rows: rowsOf(run, execution) }));
  for (const { execution, rows } of runs) {
    expect(execution.executionSeconds).toBeLessThan(boundSeconds);
    if (rows) expectAccounted(fault, taskNames, run, execution, rows);
    else expectNothingStarted(execution);
  }
  const begun = runs.filter(({ rows }) => rows !== undefined);
  expect(begun.length > 0).toBe(fault.ending !== "not begun");
  // No task ran twice: each process belongs to a row of its own.
  const launched = run.details.filter(({ ecs_task_id }) => ecs_task_id.startsWith("arn:"));
  const ran = launched.filter(({ reason = "" }) => !reason.includes("TaskFailedToStart"));
  expect(run.starts.toSorted()).toEqual(ran.map(({ task_name }) => task_name).toSorted());
  expect(run.overlaps).toEqual([]);
  expect(run.stillRunning).toEqual([]);
  expect(run.runTaskCalls).toBeLessThanOrEqual(fault.mostCalls ?? Infinity);
}

interface Rows {
  readonly summary: SummaryRow;
  readonly details: readonly DetailRow[];
}

function rowsOf({ summaries, details }: FaultRun, { executionArn }: EndedExecution): Rows | undefined {
  const summary = summaries.find(({ execution_arn }) => execution_arn === executionArn);
  return summary && { summary, details: details.filter((row) => row.workflow_run_id === summary.workflow_run_id) };
}

function expectNothingStarted({ end }: EndedExecution): void {
  expect(end).toMatchObject({ status: "FAILED", cause: expect.stringMatching(/othing was (started|launched)/) });
}

function expectAccounted(
  fault: Fault,
  taskNames: readonly string[],
  run: FaultRun,
  { end }: EndedExecution,
  { summary, details }: Rows,
): void {
  const { job = "copy" } = fault;
  const ending = fault.ending === "not begun" ? undefined : fault.ending;
  const hit = ending ? (ending.hits === "all" ? taskNames : [run.victim]) : [];
  const statusOf = (taskName: string) => (hit.includes(taskName) ? (ending?.status ?? "Failed") : "Completed");
  if (taskNames.includes(run.victim)) expectAttempts(fault, run, details);
  // Every entry has exactly one row that no other follows, and that has the right status.
  const last = details.filter(({ followed_by }) => followed_by === undefined);
  expect(last.map(({ task_name, status }) => [task_name, status])).toEqual(
    taskNames.map((taskName) => [taskName, statusOf(taskName)]),
  );
  for (const row of last) {
    if (job === "container") expectFacts(row, row.status === "Completed" ? 0 : ending?.exitCode);
    else if (row.status === "Completed") expect(run.keys).toContain(row.destination_key);
    if (row.status !== "Completed" && ending) expect(row.reason).toMatch(ending.reason);
  }
  const count = (wanted: string) => last.filter(({ status }) => status === wanted).length;
  expect(summary).toMatchObject({
    status: hit.length === 0 ? "Completed" : "Failed",
    number_of_tasks: taskNames.length,
    completed_tasks: count("Completed"),
    failed_tasks: count("Failed"),
    timed_out_tasks: count("TimedOut"),
    running_tasks: 0,
  });
  expect(end).toMatchObject(hit.length === 0 ? { status: "SUCCEEDED" } : { status: "FAILED", error: "TasksFailed" });
}

/** The row of a container that wrote none holds what ECS knows. */
function expectFacts(row: DetailRow, exitCode: number | undefined): void {
  const time = expect.stringMatching(/^\d{4}-.*Z$/) as string;
  const ofStart = { started_at: time, log_stream: expect.stringMatching(/^job\/job\/\w+$/) as string };
  const { exit_code, started_at, stopped_at, cpu_units, memory_mib, log_stream } = row;
  expect({ exit_code, started_at, stopped_at, cpu_units, memory_mib, log_stream }).toEqual({
    ...(exitCode !== undefined && ofStart),
    exit_code: exitCode,
    stopped_at: time,
    cpu_units: 256,
    memory_mib: 512,
  });
}

/** The tasks of the victim's entry: each follows the one before, which has failed. */
function expectAttempts({ attempts = 1 }: Fault, { victim }: FaultRun, details: readonly DetailRow[]): void {
  const inOrder = (left: DetailRow, right: DetailRow) => (left.attempt ?? 1) - (right.attempt ?? 1);
  const tasks = details.filter(({ task_name }) => task_name === victim).toSorted(inOrder);
  expect(tasks).toHaveLength(attempts);
  for (const [index, { ecs_task_id, status, followed_by, ...row }] of tasks.entries()) {
    const next = tasks[index + 1];
    expect([followed_by, next?.follows]).toEqual(next ? [next.ecs_task_id, ecs_task_id] : [undefined, undefined]);
    if (next) expect([status, row.attempt, row.attempts]).toEqual(["Failed", index + 1, 3]);
    expect(row.next_attempt).toBeUndefined();
  }
}
