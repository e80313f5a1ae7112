import { launch } from "../../../handlers/task-launcher/launcher";
import type { DetailRow } from "../../../workflow/audit-rows";
import { AuditStore } from "../../../workflow/audit-store";
import type { LaunchProgress } from "../../../workflow/iterator";
import { startTasks, taskArn, toldTo } from "../../support/ecs-answers";
import { EcsFault } from "../../support/scripted-ecs";
import { after, launcherDependencies, run, runLab, startTime } from "../../support/run-lab";

const spec = {
  maxConcurrency: 2,
  taskList: ["a", "b", "c", "d", "e"].map((taskName) => ({ taskName, objectKey: "in/file" })),
};

describe("Given a run whose spec lets two tasks run at once", () => {
  const lab = runLab(() => ({ RunTask: startTasks() }));

  const dependenciesAt = (seconds: number) => launcherDependencies(lab, () => new Date(after(seconds)));
  /** Calls the launcher so many seconds after the run's start. */
  const launchAt = (seconds: number, progress?: LaunchProgress, dependencies = dependenciesAt(seconds)) => {
    const execution = { executionArn: "arn:execution", startTime, input: spec };
    return launch(
      { execution, ...(progress && { iterator: { ...run, launch: progress } }) },
      dependencies,
      () => 300_000,
    );
  };
  const asked = () => lab.ecs.calls.map(({ input }) => toldTo(input["overrides"], "task_name")).toSorted();
  const settle = (name: string, row: Partial<DetailRow>, seconds: number) =>
    new AuditStore(lab.tables.client, { details: "details" }, () => new Date(after(seconds))).recordTask(
      { ...run, taskId: taskArn(name) },
      row.status ?? "Completed",
      { task_name: name },
    );

  it("When it begins, then two are launched, and the others handed over with a pause", async () => {
    const { launching, launch: progress } = await launchAt(0);
    expect({ launching, progress, asked: asked() }).toEqual({
      launching: true,
      progress: { next: 2, refusals: {}, at: startTime, waitSeconds: 5 },
      asked: ["a", "b"],
    });
  });

  it("When none has ended, then nothing is asked for", async () => {
    const { launch: progress } = await launchAt(0);
    const again = await launchAt(10, progress);
    expect([again.launch?.next, asked()]).toEqual([2, ["a", "b"]]);
  });

  it("When one has ended, then one more is launched", async () => {
    const { launch: progress } = await launchAt(0);
    await settle("b", { status: "Completed" }, 5);
    const again = await launchAt(10, progress);
    expect([again.launch?.next, asked()]).toEqual([3, ["a", "b", "c"]]);
  });

  it("When the run is stopped while a call counts its slots, then one that this frees is not taken", async () => {
    const { launch: progress } = await launchAt(0);
    const dependencies = dependenciesAt(10);
    const { audit } = dependencies;
    const pages = audit.pages.bind(audit);
    jest.spyOn(audit, "pages").mockImplementationOnce(async function* (...given) {
      await audit.updateRun(run, { stop_reason: "stopped", stop_time: after(9) });
      await settle("b", { status: "Failed" }, 9);
      yield* pages(...given);
    });
    await launchAt(10, progress, dependencies);
    expect(asked()).toEqual(["a", "b"]);
  });

  it("When one's time is over, then its slot is free once its container must have ended", async () => {
    const { launch: progress } = await launchAt(0);
    await settle("b", { status: "TimedOut" }, 5);
    await launchAt(300, progress);
    expect(asked()).toEqual(["a", "b"]);
    await launchAt(400, progress);
    expect(asked()).toEqual(["a", "b", "c"]);
  });

  it("When a call died after it had launched, then the next finds those tasks, and launches no others", async () => {
    await launchAt(0);
    const again = await launchAt(1);
    expect([again.launch?.next, asked()]).toEqual([2, ["a", "b"]]);
  });

  it("When a later call died after it had launched, and ECS has forgotten that when a slot is free again, then the rows tell of it", async () => {
    const { launch: begun } = await launchAt(0);
    await settle("b", {}, 5);
    await launchAt(10, begun);
    const { launch: again } = await launchAt(12, begun);
    const { launch: later } = await launchAt(2_500, again);
    await settle("c", {}, 2_510);
    await launchAt(3_100, later);
    expect(asked()).toEqual(["a", "b", "c", "d"]);
  });

  it("When ECS refuses each for good, then all have their turn in one call: they take no slots", async () => {
    lab.ecs.script = { RunTask: () => new EcsFault("AccessDeniedException", "not allowed") };
    await expect(launchAt(0)).resolves.toEqual({ ...run, launching: false });
    expect(asked()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("When ECS has no room, then the slot stays free, and the entry is the next one", async () => {
    lab.ecs.script = { RunTask: () => ({ tasks: [], failures: [{ reason: "RESOURCE:MEMORY" }] }) };
    const { launch: progress } = await launchAt(0);
    lab.ecs.script = { RunTask: startTasks() };
    lab.ecs.calls.length = 0;
    await launchAt(10, progress);
    expect(asked()).toEqual(["a", "b"]);
  });
});
