import { callsInInvocation } from "../../handlers/run-task";
import { taskNameOf } from "../../tools/faults/intercept";
import type { Intercept } from "../../tools/local/endpoints/ecs/ecs";
import { AwsError } from "../../tools/local/http/aws-answers";
import { containerNames } from "../../workflow/job";
import type { DetailRow } from "../../workflow/audit-rows";
import { deployment } from "../support/deployment";
import { toldTo } from "../support/ecs-answers";
import { SimulatedRun } from "../support/simulated/simulated-run";
import { inSimulatedTime } from "../support/simulated/simulated-time";

type Options = ConstructorParameters<typeof SimulatedRun>[0];
type RunTaskRequest = Parameters<NonNullable<Options["refusal"]>>[0];

const lost = new AwsError("ServerException", "Internal failure");
const denied = new AwsError("AccessDeniedException", "not authorized to perform: ecs:RunTask");
const attemptOf = ({ overrides }: RunTaskRequest): number => Number(toldTo(overrides, "task_attempt") || 1);

/** Has the first calls for an attempt at the entry `lost` start its task and lose the answer, and answers the later ones. */
function losing(attempt: number, calls: number, later?: AwsError): Intercept {
  let left = calls;
  return async ({ operation, input }, proceed) => {
    const request = input as RunTaskRequest;
    const isHit = operation === "RunTask" && taskNameOf(request) === "lost" && attemptOf(request) === attempt;
    if (!isHit) return proceed();
    if (left === 0 && later) throw later;
    const answer = await proceed();
    if ((left -= 1) >= 0) throw lost;
    return answer;
  };
}

/**
 * Runs a list of any container, which writes no rows, and for whose other entries there is no room for two hours.
 *
 * @param isWaiting true for a call for which there is no room then
 */
const runOf = (
  pattern: 1 | 2,
  names: readonly string[],
  more: Pick<Options, "intercept" | "work">,
  isWaiting: (input: RunTaskRequest, seconds: number) => boolean,
) =>
  inSimulatedTime("2026-11-24T22:48:54.000Z", 40_000, async () => {
    const rows = new Map<string, DetailRow>();
    const begun = Date.now();
    const secondsSince = () => (Date.now() - begun) / 1_000;
    const run = new SimulatedRun({
      pattern,
      deployment: { ...deployment, containerName: containerNames.container },
      job: { kind: "container", allowedOverrides: [] },
      maxTimeoutSeconds: 30_000,
      refusal: (input) => (secondsSince() < 7_200 && isWaiting(input, secondsSince()) ? "RESOURCE:MEMORY" : undefined),
      onRow: (row) => {
        if ("ecs_task_id" in row) rows.set(row.ecs_task_id, row);
      },
      ...more,
    });
    const taskList = names.map((taskName) => ({ taskName }));
    const { end } = await run.start({ taskList, taskDefaults: { attempts: 2 } }).ended;
    return { status: end.status, starts: run.tasks.starts.toSorted(), rows: [...rows.values()] };
  });

const completes = () => ({ moments: [{ afterSeconds: 60 }], exitCode: 0 });
const waits = (input: RunTaskRequest) => taskNameOf(input) !== "lost";

describe.each([1, 2] as const)("Given a container that writes no rows, and pattern %i", (pattern) => {
  it("When no answer tells of its start, and others wait for hours, then it runs once, and its row says how it ended", async () => {
    const lostAnswers = { intercept: losing(1, callsInInvocation), work: completes };
    const { status, starts, rows } = await runOf(pattern, ["waits", "lost"], lostAnswers, waits);
    expect(starts).toEqual(["lost", "waits"]);
    expect([status, rows.map(({ status }) => status)]).toEqual(["SUCCEEDED", ["Completed", "Completed"]]);
  });

  it("When it is refused for good after that, and others wait for hours, then its row says how it ended", async () => {
    const lostAnswers = { intercept: losing(1, 1, denied), work: completes };
    const { status, starts, rows } = await runOf(pattern, ["waits", "lost"], lostAnswers, waits);
    expect(starts).toEqual(["lost", "waits"]);
    expect([status, rows.map(({ status }) => status)]).toEqual(["SUCCEEDED", ["Completed", "Completed"]]);
  });

  it("When that is its second attempt, and those of others wait for hours, then there is no third", async () => {
    const others = Array.from({ length: 12 }, (_, index) => `other ${index}`);
    const dies = (taskName: string, attempt: number) => ({
      moments: [{ afterSeconds: taskName === "lost" ? 3 : 12 }],
      exitCode: attempt - 2,
    });
    const { status, starts, rows } = await runOf(
      pattern,
      [...others, "lost"],
      { intercept: losing(2, callsInInvocation), work: dies },
      (input) => attemptOf(input) === 2 && taskNameOf(input) !== "lost",
    );
    expect(starts.filter((name) => name === "lost")).toEqual(["lost", "lost"]);
    expect(rows.filter(({ task_name }) => task_name === "lost")).toMatchObject([
      { status: "Failed", attempt: 1 },
      { status: "Completed", attempt: 2 },
    ]);
    expect(status).toBe("SUCCEEDED");
  });
});
