import { readFileSync } from "node:fs";
import { roomWaitEvents } from "../../stacks/pattern-2/entry-states";
import { slotWaitEvents } from "../../stacks/pattern-2/slot-states";
import type { HistoryEvent } from "../../tools/local/state-machine/history";
import { AwsError } from "../../tools/local/http/aws-answers";
import type { Execution } from "../../tools/local/state-machine/execution";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { SummaryRow } from "../../workflow/audit-rows";
import type { Pattern } from "../../workflow/deployment";
import { limits } from "../../workflow/limits";
import { launchRoundEvents } from "../../workflow/wait";
import { deployment } from "../support/deployment";
import { enteredStates } from "../support/interpret";

/** Runs one task, for which ECS has no room until the deadline, in the words that make the longest history. */
const runWithoutRoom = (pattern: Pattern, timeoutSeconds: number) =>
  inSimulatedTime("2026-11-24T22:48:54.000Z", timeoutSeconds + 7_200, async () => {
    const summaries: SummaryRow[] = [];
    let calls = 0;
    const run = new SimulatedRun({
      pattern,
      deployment,
      maxTimeoutSeconds: timeoutSeconds,
      work: () => ({ moments: [], exitCode: 0 }),
      intercept: ({ operation }, proceed) => {
        if (operation !== "RunTask") return proceed();
        calls += 1;
        // Each is tried again at once, and each reason is another one.
        return Promise.reject(new AwsError("ServerException", `no room, for the ${calls}. time`));
      },
      onRow: (row) => {
        if (!("ecs_task_id" in row)) summaries.push(row);
      },
    });
    const execution = run.start({ taskList: [{ taskName: "a", objectKey: "in/a" }] });
    await execution.ended;
    return { execution, summary: summaries.at(-1), calls };
  });

const entryOf = (execution: Execution): Execution => execution.mapRuns[0]?.children[0] as Execution;

/** The most events from one entry of a state to the next. */
function eventsBetween(history: readonly HistoryEvent[], state: string): number {
  const at = history.flatMap(({ id = 0, stateEnteredEventDetails }) =>
    stateEnteredEventDetails?.name === state ? [id] : [],
  );
  return Math.max(...at.slice(1).map((id, index) => id - (at[index] ?? 0)));
}

/** Pattern 1's pauses grow with the run, so a year of them is the most. Those of pattern 2 fill its history in a day as in a year. */
const timeouts: readonly [Pattern, number][] = [
  [1, limits.executionSeconds - 3_600],
  [2, 86_400],
];

describe("Given a run for which there is no room until its deadline", () => {
  it.each(timeouts)(
    "When pattern %i waits for %i s, then histories have room, and the run's end is told",
    async (pattern, seconds) => {
      const { execution, summary } = await runWithoutRoom(pattern, seconds);
      const waiting = pattern === 1 ? execution : entryOf(execution);
      const [state, events] =
        pattern === 1 ? ["WaitForECS", launchRoundEvents] : ["WaitForRoomFromTaskList", roomWaitEvents];
      expect(eventsBetween(waiting.history, state)).toBe(events);
      expect(waiting.history.length).toBeLessThan(limits.historyEvents);
      expect(execution.history.length).toBeLessThan(limits.historyEvents);
      expect([execution.end, summary]).toMatchObject([
        { status: "FAILED", error: "TasksFailed" },
        { status: "Failed", number_of_tasks: 1, failed_tasks: 1, running_tasks: 0 },
      ]);
    },
  );
});

describe("Given an entry of pattern 2 that keeps its slot", () => {
  const day = 86_400;

  /** Events of the entry of a task that takes so long, and how many of them are looks at its row before its end. */
  const keptFor = (seconds: number) =>
    inSimulatedTime("2026-11-24T22:48:54.000Z", day + 7_200, async () => {
      const run = new SimulatedRun({
        pattern: 2,
        deployment,
        maxTimeoutSeconds: day,
        work: () => ({ moments: [{ afterSeconds: seconds, status: "Completed" }], exitCode: 0 }),
      });
      const execution = run.start({ taskList: [{ taskName: "a", objectKey: "in/a" }], maxConcurrency: 1 });
      await execution.ended;
      const events = entryOf(execution).history;
      const looks = events.filter(({ type }) => type === "TaskFailed").length;
      return { status: execution.status, events: events.length, looks };
    });

  it("When its task takes a day, then each look at its row took three events, and its history has room", async () => {
    const { status, events, looks } = await keptFor(day - 120);
    expect(status).toBe("SUCCEEDED");
    expect(looks).toBeGreaterThan(day / 60);
    expect(events - looks * slotWaitEvents).toBeLessThan(40);
    expect(events).toBeLessThan(limits.historyEvents / 4);
  });

  it("When its task takes ten minutes, then it looks as often as docs/limits.md says", async () => {
    const { looks } = await keptFor(600);
    const page = readFileSync("docs/limits.md", "utf8").replaceAll(/\s+/g, " ");
    expect(page).toContain(`about ${looks} for a task of ten minutes`);
  });
});

describe("Given an entry of pattern 2 that ECS has room for at once", () => {
  it("When it is launched, then its execution enters five states, and is billed for its start beside them", async () => {
    await inSimulatedTime("2026-11-24T22:48:54.000Z", 3_600, async () => {
      const run = new SimulatedRun({
        pattern: 2,
        deployment,
        maxTimeoutSeconds: 3_600,
        work: () => ({ moments: [{ afterSeconds: 1, status: "Completed" }], exitCode: 0 }),
      });
      const execution = run.start({ taskList: [{ taskName: "a", objectKey: "in/a" }] });
      await execution.ended;
      expect(enteredStates(entryOf(execution).history)).toEqual(
        ["CheckEntry", "CheckIfEntry", "RunTask", "JudgeAnswer", "RecordSubmitted"].map(
          (name) => `${name}FromTaskList`,
        ),
      );
    });
  });
});
