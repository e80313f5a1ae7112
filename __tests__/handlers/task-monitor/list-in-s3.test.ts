import { monitor } from "../../../handlers/task-monitor/monitor";
import type { MonitorDependencies } from "../../../handlers/task-monitor/poll";
import { missingGraceSeconds } from "../../../handlers/task-monitor/tasks-in-ecs";
import { notLaunchedId, type DetailRow } from "../../../workflow/audit-rows";
import { overridesFor, taskArn } from "../../support/ecs-answers";
import { monitorDependencies } from "../../support/monitor-dependencies";
import { after, detailRow, run, runLab, startTime, summaryRow } from "../../support/run-lab";

const [timeoutSeconds, startTimeoutSeconds] = [3_600, 120];

const row = (place: number, status: DetailRow["status"], more: Partial<DetailRow> = {}) =>
  detailRow(`${place}:same`, { ecs_task_id: taskArn(String(place)), status, ...more });
const counted = (completedTasks: number, failedTasks: number, timedOutTasks: number, runningTasks: number) => ({
  completedTasks,
  failedTasks,
  timedOutTasks,
  runningTasks,
});

describe("Given a run whose list lies in S3", () => {
  const lab = runLab();
  let seconds: number;
  let dependencies: MonitorDependencies;
  beforeEach(() => {
    seconds = 60;
    dependencies = monitorDependencies(lab.tables, lab.ecs, startTimeoutSeconds, () => new Date(after(seconds)));
  });

  /** A run as the tables have it. */
  async function begin(numberOfTasks: number, ...rows: DetailRow[]): Promise<void> {
    const spec = { taskSource: { format: "JSONL", key: "list" } };
    await lab.tables.put("summary", summaryRow(numberOfTasks, spec, { source_format: "JSONL" }));
    await lab.tables.put("details", ...rows);
  }
  const poll = (more: object = {}) => monitor({ ...run, monitoringSince: startTime, ...more }, dependencies);
  const summary = async () => (await lab.tables.summaries())[0];

  /** ECS with these tasks; those without a task are listed, but not described. */
  const withTasks = (tasks: Record<string, object | undefined>) => ({
    ListTasks: ({ desiredStatus }: { desiredStatus: string }) => ({
      taskArns: desiredStatus === "RUNNING" ? Object.keys(tasks).map(taskArn) : [],
    }),
    DescribeTasks: ({ tasks: asked }: { tasks: string[] }) => {
      const known = Object.entries(tasks).map(([name, task]) => [taskArn(name), task] as const);
      const found = known.filter(([arn, task]) => asked.includes(arn) && task !== undefined);
      return {
        tasks: found.map(([taskArn, task]) => ({ taskArn, ...task })),
        failures: asked
          .filter((arn) => !found.some(([other]) => other === arn))
          .map((arn) => ({ arn, reason: "MISSING" })),
      };
    },
  });
  const running = { lastStatus: "RUNNING" };
  const stopped = { lastStatus: "STOPPED", stopCode: "EssentialContainerExited" };

  it("When entries of one name have completed, then each counts for itself, and ECS is not asked", async () => {
    await begin(3, row(0, "Completed"), row(1, "Completed"), row(2, "Completed"));
    await expect(poll()).resolves.toEqual({
      ...run,
      monitoringSince: startTime,
      allRecorded: true,
      launching: false,
      continue: false,
      waitSeconds: 6,
      status: "Completed",
      ...counted(3, 0, 0, 0),
    });
    await expect(summary()).resolves.toMatchObject({ status: "Completed", completed_tasks: 3, running_tasks: 0 });
    expect(lab.ecs.calls).toEqual([]);
  });

  describe("Given that entries are still being launched", () => {
    it("When tasks run or have died, then the dead are settled, nothing is counted, and the poll goes on", async () => {
      await begin(0, row(0, "Running"), row(1, "Running"), row(2, "Completed"));
      lab.ecs.script = withTasks({ 0: running, 1: stopped });
      await expect(poll({ launching: true })).resolves.toEqual({
        ...run,
        monitoringSince: startTime,
        launching: true,
        allRecorded: false,
        continue: true,
        waitSeconds: 6,
        status: "Running",
        ...counted(0, 0, 0, 0),
      });
      expect((await lab.tables.details()).map(({ status }) => status)).toEqual(["Running", "Failed", "Completed"]);
      await expect(summary()).resolves.toMatchObject({ update_time: startTime });
    });

    it("When the deadline has passed, then what runs is stopped, and the poll does not go on", async () => {
      seconds = timeoutSeconds;
      await begin(0, row(0, "Running"));
      lab.ecs.script = withTasks({ 0: running });
      await expect(poll({ launching: true })).resolves.toMatchObject({ launching: false, continue: false });
      expect((await lab.tables.details()).map(({ status }) => status)).toEqual(["TimedOut"]);
      expect(lab.ecs.calls.map(({ operation }) => operation)).toEqual(["DescribeTasks", "StopTask"]);
    });
  });

  describe("Given that nothing was launched", () => {
    it.each([
      [60, undefined, "the source has no entries"],
      [timeoutSeconds, undefined, "the run's 3600 s were over"],
      [60, "States.ItemReaderFailed: no such key", "States.ItemReaderFailed: no such key"],
    ])("When launching ended after %d s with %s, then the run has failed for it", async (after, launchError, why) => {
      seconds = after;
      await begin(0);
      await expect(poll({ launchError })).resolves.toMatchObject({
        continue: false,
        status: "Failed",
        error: "LaunchFailed",
        cause: `Nothing was launched: ${why}`,
        failures: [],
      });
      await expect(summary()).resolves.toMatchObject({ status: "Failed", failed_tasks: 0 });
    });

    it("When it was stopped, and its redriven execution tells the list's length meanwhile, then the counts add up", async () => {
      seconds = 600;
      await begin(0);
      await dependencies.audit.updateRun(run, { stop_reason: "stopped", stop_time: startTime });
      lab.ecs.script = {
        ListTasks: async () => {
          await dependencies.audit.updateRun(run, { number_of_tasks: 5, running_tasks: 5 });
          return { taskArns: [] };
        },
      };
      await expect(poll()).resolves.toMatchObject({ continue: false, status: "Failed", ...counted(0, 0, 0, 0) });
      await expect(summary()).resolves.toMatchObject({ status: "Failed", number_of_tasks: 0, running_tasks: 0 });
    });
  });

  describe("Given entries without a row", () => {
    it("When it is early, then they may still get one, and ECS is not asked", async () => {
      seconds = startTimeoutSeconds - 1;
      await begin(3, row(0, "Completed"));
      await expect(poll()).resolves.toMatchObject({ allRecorded: false, continue: true, ...counted(1, 0, 0, 2) });
      expect(lab.ecs.calls).toEqual([]);
    });

    it("When it is time, then a task that ECS has gets a row, and the others count as Failed, in no row", async () => {
      seconds = startTimeoutSeconds;
      await begin(5, row(0, "Completed"), row(1, "Failed", { reason: "NoSuchKey" }));
      const ours = { ...running, overrides: overridesFor("4:same", "kit", run.workflowRunId) };
      const theirs = { ...running, overrides: overridesFor("3:same", "kit", "1") };
      lab.ecs.script = withTasks({ 0: running, ours, theirs });
      const first = await poll();
      expect(first).toMatchObject({ allRecorded: true, unrecordedTasks: 2, continue: true, ...counted(1, 3, 0, 1) });
      expect((await lab.tables.details()).map(({ task_name, status }) => [task_name, status])).toEqual([
        ["0:same", "Completed"],
        ["1:same", "Failed"],
        ["4:same", "Submitted"],
      ]);
      // Of the tasks that have rows ECS is not asked.
      const asked = lab.ecs.calls
        .filter(({ operation }) => operation === "DescribeTasks")
        .map(({ input }) => input["tasks"]);
      expect(asked).toEqual([[taskArn("ours"), taskArn("theirs")]]);

      await expect(poll(first)).resolves.toMatchObject({ continue: true, ...counted(1, 3, 0, 1) });
      const adopted = (await lab.tables.details()).find(({ task_name }) => task_name === "4:same") as DetailRow;
      await lab.tables.put("details", { ...adopted, status: "Completed" });
      await expect(poll(first)).resolves.toMatchObject({
        continue: false,
        status: "Failed",
        ...counted(2, 3, 0, 0),
        cause:
          "3 of 5 tasks did not complete. Without a row: 2; was not launched: 120 s after monitoring began " +
          "it had no row, and ECS has no task of it. The rest:\n- 1:same Failed: NoSuchKey",
        failures: [{ taskName: "1:same", status: "Failed", reason: "NoSuchKey" }],
      });
    });

    it("When ECS lists a task but does not describe it, then it is waited for, but not longer than the grace", async () => {
      seconds = startTimeoutSeconds;
      await begin(1);
      lab.ecs.script = withTasks({ unknown: undefined });
      await expect(poll()).resolves.toMatchObject({ allRecorded: false, continue: true, ...counted(0, 0, 0, 1) });
      seconds += missingGraceSeconds;
      await expect(poll()).resolves.toMatchObject({ continue: false, ...counted(0, 1, 0, 0) });
    });

    it("When launching ended early, then the report says why", async () => {
      seconds = startTimeoutSeconds;
      await begin(2, row(0, "Completed"));
      lab.ecs.script = withTasks({});
      const launchError = "States.ExceedToleratedFailureThreshold: too many";
      await expect(poll({ launchError })).resolves.toMatchObject({
        cause: `1 of 2 tasks did not complete. Without a row: 1; was not launched, since launching ended early: ${launchError}.`,
      });
    });
  });

  it("When an entry failed in one of its tasks and completed in another, then it has completed", async () => {
    const failed = row(0, "Failed", { ecs_task_id: notLaunchedId("kit", "0") });
    await begin(2, failed, row(0, "Completed"), row(1, "Completed"));
    await expect(poll({ allRecorded: true })).resolves.toMatchObject({ status: "Completed", ...counted(2, 0, 0, 0) });
  });

  it("When the deadline has passed, then what runs is stopped, and the report has the first by their places", async () => {
    seconds = timeoutSeconds;
    await begin(12, ...Array.from({ length: 12 }, (_, place) => row(place, place === 3 ? "Completed" : "Running")));
    lab.ecs.script = withTasks(Object.fromEntries(Array.from({ length: 12 }, (_, place) => [place, running])));
    const answer = await poll();
    expect(answer).toMatchObject({ continue: false, status: "Failed", ...counted(1, 0, 11, 0) });
    expect(answer.failures?.map(({ taskName, status }) => [taskName, status])).toEqual(
      [0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((place) => [`${place}:same`, "TimedOut"]),
    );
  });
});
