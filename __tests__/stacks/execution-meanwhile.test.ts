import { wantedCheckSeconds } from "../../handlers/launch-time";
import { AwsError } from "../../tools/local/http/aws-answers";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { deployment } from "../support/deployment";

const startTime = "2026-11-24T22:48:54.000Z";
const sleep = (seconds: number) => new Promise((resolve) => void setTimeout(resolve, seconds * 1_000));
const listOf = (length: number) =>
  Array.from({ length }, (_, index) => ({ taskName: String(index), objectKey: "in/file" }));

describe("Given an execution of pattern 1 that somebody stops in the console while a long list is launched", () => {
  /** Seconds that a call of RunTask takes, 40 of which are made at once. */
  const callSeconds = 4;
  const entries = 800;

  const stopped = () =>
    inSimulatedTime(startTime, 7_200, async () => {
      const rows = new Map<string, SummaryRow | DetailRow>();
      const launches: Promise<unknown>[] = [];
      const run = new SimulatedRun({
        pattern: 1,
        deployment,
        maxTimeoutSeconds: 3_600,
        work: () => ({ moments: [{ afterSeconds: 1, status: "Running" }], exitCode: 0, forever: true }),
        faults: async ({ service, operation }, proceed) => {
          if (operation === "RunTask") await sleep(callSeconds);
          const answer = proceed();
          if (service === "lambda" && operation === "launcher") launches.push(answer);
          return answer;
        },
        onRow: (row) => rows.set("ecs_task_id" in row ? row.ecs_task_id : "summary", row),
      });
      const execution = run.start({ taskList: listOf(entries) });
      await sleep(20);
      const [before, stoppedAt] = [run.tasks.starts.length, Date.now()];
      execution.abort();
      const settled = run.settle(execution);
      await Promise.all(launches);
      const launcherSeconds = (Date.now() - stoppedAt) / 1_000;
      await settled;
      const states = new Set([...rows.values()].map(({ status }) => status));
      return { before, launcherSeconds, starts: run.tasks.starts.length, calls: launches.length, states };
    });

  it("When it is stopped, then its launcher ends within ten seconds, and every task is settled", async () => {
    const { before, launcherSeconds, starts, calls, states } = await stopped();
    expect(calls).toBe(1);
    expect(before).toBeGreaterThan(100);
    expect(launcherSeconds).toBeLessThanOrEqual(wantedCheckSeconds + callSeconds + 1);
    expect(launcherSeconds).toBeLessThanOrEqual(10);
    expect(starts).toBeLessThan(before + 200);
    expect([...states]).toEqual(["Failed"]);
  });
});

describe.each([1, 2] as const)("Given a run of pattern %i whose entries wait for room", (pattern) => {
  it("When an apply makes another revision, then it goes on with the one that it began with, and each entry starts once", async () => {
    const revisions = new Set<unknown>();
    const { end, starts } = await inSimulatedTime(startTime, 7_200, async () => {
      let invocations = 0;
      const run: SimulatedRun = new SimulatedRun({
        pattern,
        deployment: { ...deployment, taskDefinition: "kit:1" },
        maxTimeoutSeconds: 3_600,
        vcpus: 0.5,
        work: () => ({ moments: [{ afterSeconds: 60, status: "Completed" }], exitCode: 0 }),
        faults: async ({ service }, proceed) => {
          const answer = await proceed();
          if (service === "lambda" && (invocations += 1) === 1) run.redeploy();
          return answer;
        },
        intercept: ({ operation, input }, proceed) => {
          if (operation === "RunTask") revisions.add((input as { taskDefinition?: string }).taskDefinition);
          return proceed();
        },
      });
      const ended = await run.start({ taskList: listOf(6) }).ended;
      return { end: ended.end, starts: run.tasks.starts.toSorted() };
    });
    expect([end.status, starts, [...revisions]]).toEqual([
      "SUCCEEDED",
      listOf(6).map(({ taskName }) => taskName),
      ["kit:1"],
    ]);
  });
});

describe.each([1, 2] as const)(
  "Given an entry of pattern %i whose task runs, while the answers were lost",
  (pattern) => {
    it("When ECS refuses its calls for good from then on, then no row says that it was not launched, and the task is followed to its end", async () => {
      const { end, details } = await inSimulatedTime(startTime, 7_200, async () => {
        const rows = new Map<string, DetailRow>();
        let calls = 0;
        const run = new SimulatedRun({
          pattern,
          deployment,
          maxTimeoutSeconds: 3_600,
          work: () => ({ moments: [{ afterSeconds: 120 }, { afterSeconds: 1, status: "Completed" }], exitCode: 0 }),
          intercept: async ({ operation }, proceed) => {
            if (operation !== "RunTask") return proceed();
            if ((calls += 1) > 2) throw new AwsError("AccessDeniedException", "not authorized to perform: ecs:RunTask");
            await proceed();
            throw new AwsError("ServerException", "Internal failure");
          },
          onRow: (row) => {
            if ("ecs_task_id" in row) rows.set(row.ecs_task_id, row);
          },
        });
        const { end } = await run.start({ taskList: listOf(1) }).ended;
        return { end, details: [...rows.values()] };
      });
      expect(end.status).toBe("SUCCEEDED");
      expect(details.map(({ status, task_name }) => [status, task_name])).toEqual([["Completed", "0"]]);
    });
  },
);
