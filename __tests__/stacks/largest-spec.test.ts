import { largestSpec } from "../../tools/faults/lab-workflow";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";
import type { DetailRow } from "../../workflow/audit-rows";
import type { Pattern } from "../../workflow/deployment";
import { specBytes } from "../../workflow/parse-spec";
import { deployment } from "../support/deployment";

const { length } = largestSpec().taskList;

const run = (pattern: Pattern, bytes: number) =>
  inSimulatedTime("2026-11-24T22:48:54.000Z", 3_600, async () => {
    const simulated = new SimulatedRun({
      pattern,
      deployment,
      maxTimeoutSeconds: 3_600,
      work: () => ({ moments: [{ afterSeconds: 1, status: "Completed" }], exitCode: 0 }),
    });
    const { end } = await simulated.start(largestSpec(bytes)).ended;
    return { end, starts: new Set(simulated.tasks.starts).size };
  });

describe.each([1, 2] as const)("Given pattern %i and a long list in the spec", (pattern) => {
  it("When it is as large as it may be, then no state's data is too large on the way, and every entry is launched", async () => {
    expect(await run(pattern, specBytes)).toMatchObject({ end: { status: "SUCCEEDED" }, starts: length });
  });

  it("When it has a byte more, then it is refused, and nothing is started", async () => {
    const cause = `spec: it takes ${specBytes + 1} bytes in the row of its run, of at most ${specBytes};`;
    expect(await run(pattern, specBytes + 1)).toMatchObject({
      end: { error: "InvalidWorkflowSpec", cause: expect.stringContaining(cause) as unknown },
      starts: 0,
    });
  });
});

describe("Given the largest spec, in pattern 1", () => {
  /** Room for so many tasks at once. */
  const room = 4;
  /** Step Functions API reference, "LambdaFunctionFailedEventDetails": `cause` has at most 32,768 characters. */
  const longError = "e".repeat(32_000);

  /** A run whose launcher begins and launches what there is room for, but fails whenever it is called. */
  const adopted = () =>
    inSimulatedTime("2026-11-24T22:48:54.000Z", 7_200, async () => {
      const rows = new Map<string, DetailRow>();
      const simulated = new SimulatedRun({
        pattern: 1,
        deployment,
        maxTimeoutSeconds: 3_600,
        vcpus: room / 4,
        work: () => ({ moments: [{ afterSeconds: 1_800, status: "Completed" }], exitCode: 0 }),
        faults: async ({ service, operation }, proceed) => {
          const answer = await proceed();
          if (service === "lambda" && operation === "launcher") throw new Error(longError);
          return answer;
        },
        onRow: (row) => {
          if ("ecs_task_id" in row) rows.set(row.ecs_task_id, row);
        },
      });
      const { end } = await simulated.start(largestSpec()).ended;
      return { end, starts: simulated.tasks.starts, details: [...rows.values()] };
    });

  it("When its launcher fails for good, then the monitor takes the run over, and accounts for every entry", async () => {
    const { end, starts, details } = await adopted();
    const count = (status: string) => details.filter((row) => row.status === status).length;
    expect(end).toMatchObject({ status: "FAILED", error: "TasksFailed" });
    expect([starts.length, count("Completed"), count("Failed")]).toEqual([room, room, length - room]);
    const reasons = details.filter(({ status }) => status === "Failed").map(({ reason = "" }) => reason.slice(0, 53));
    expect([...new Set(reasons)]).toEqual(["was not launched, since launching ended early: Error:"]);
  });
});
