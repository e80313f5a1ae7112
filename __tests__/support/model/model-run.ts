import type { Scheduler } from "fast-check";
import { launch } from "../../../handlers/task-launcher/launcher";
import { monitor } from "../../../handlers/task-monitor/monitor";
import type { TaskStatus } from "../../../workflow/status";
import { AuditStore } from "../../../workflow/audit-store";
import type { LauncherAnswer, LauncherEvent, MonitorAnswer, MonitorEvent } from "../../../workflow/iterator";
import { deployment } from "../deployment";
import { dynamodbClient } from "../simulated/memory-dynamodb";
import { ecsClient, ModelEcs, type Lie, type ModelTask } from "./model-ecs";
import { noLists } from "../lists";
import { copyJob } from "../../../workflow/job";

/** How a task lives: what it writes, and whether it dies before it wrote all of it. */
export const lives = {
  completes: ["Running", "Completed"],
  fails: ["Running", "Failed"],
  diesAtOnce: [],
  diesWhileRunning: ["Running"],
  isForgotten: ["Running"],
  hangs: ["Running"],
} as const;
export type Life = keyof typeof lives;

/** What happens to a call: it works, it has no effect, or it has one but its answer is lost. */
type Luck = "works" | "fails" | "loses its answer";

/** Everything that is left to chance in a run, besides the order of events. */
export interface Chances {
  /** How the task of each entry lives. */
  readonly lives: readonly Life[];
  /** For the first calls that anybody makes. */
  readonly luck: readonly Luck[];
  /** For the first tasks that are asked about. */
  readonly lies: readonly Lie[];
  /** Whether each call of the launcher, or of the monitor, is made twice at the same time. */
  readonly twoLaunchers: boolean;
  readonly twoMonitors: boolean;
  /** Polls whose answer nobody waits for: Lambda was thought to be lost, and called again. */
  readonly lostPolls: number;
  readonly timeoutSeconds: number;
  /** So many tasks run at once. */
  readonly quota: number;
  /** Whether a deploy comes between any two calls of the launcher. */
  readonly redeploys: boolean;
}

const startTime = "2026-11-24T22:48:54.000Z";
const run = { workflowName: "kit", workflowRunId: "20261124224854000" };
export const nameOf = (index: number): string => `task_${index}`;

const executionArn = "arn:execution";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Step Functions gives up after so many retries; here nothing is given up, since luck does not stay bad. */
const attempts = 60;

/** Far more rounds than the longest timeout here takes. */
const longestRunRounds = 2_000;

/** A whole run of pattern 1, the launcher, the monitor and the tasks, in the order that `scheduler` chooses. */
export class ModelRun {
  readonly ecs: ModelEcs;
  private deploys = 1;
  private now = Date.parse(startTime);
  private readonly luck: Luck[];
  private readonly lies: Lie[];
  private readonly tasks: Promise<void>[] = [];
  private readonly store: AuditStore;
  private readonly ecsClient = ecsClient((name, input) => this.call(name, () => this.ecs.execute(name, input)));

  /** @param dynamodb executes a command, given its name and input */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly chances: Chances,
    dynamodb: (name: string, input: never) => Promise<object> | object,
  ) {
    this.luck = [...chances.luck];
    this.lies = [...chances.lies];
    this.ecs = new ModelEcs({
      onStart: (task) => this.tasks.push(this.live(task)),
      lie: () => this.lies.shift() ?? "none",
      quota: chances.quota,
      now: () => new Date(this.now),
    });
    const client = dynamodbClient((name, input) => this.call(name, () => dynamodb(name, input as never)));
    this.store = new AuditStore(client, { summary: "summary", details: "details" }, () => new Date(this.now));
  }

  /** @returns what the monitor said at the end */
  async toItsEnd(): Promise<MonitorAnswer> {
    const lostPolls = Array.from({ length: this.chances.lostPolls }, () => this.lostPoll());
    const answer = await this.loopToTheEnd();
    await Promise.all([...this.tasks, ...lostPolls]);
    return answer;
  }

  /** Nothing happens at once: each call waits for its turn, and may go wrong. */
  private async call<Answer>(name: string, act: () => Promise<Answer> | Answer): Promise<Answer> {
    await this.scheduler.schedule(Promise.resolve(), name);
    const luck = this.luck.shift() ?? "works";
    if (luck === "fails") throw new Error("no connection");
    const answer = await act();
    if (luck === "loses its answer") throw new Error("no answer");
    return answer;
  }

  private async retried<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await act();
      } catch (error) {
        if (attempt === attempts) throw error;
      }
  }

  private get input() {
    const taskList = this.chances.lives.map((_, index) => ({ taskName: nameOf(index), objectKey: "in/file" }));
    return { taskList, timeoutSeconds: this.chances.timeoutSeconds };
  }

  private launch(iterator: NonNullable<LauncherEvent["iterator"]>): Promise<LauncherAnswer> {
    this.deploys += this.chances.redeploys ? 1 : 0;
    return launch(
      { execution: { executionArn, startTime, input: this.input }, iterator },
      {
        ecs: this.ecsClient,
        audit: this.store,
        deployment: { ...deployment, taskDefinition: `kit:${this.deploys}` },
        maxTimeoutSeconds: 86_400,
        job: copyJob,
        readList: noLists,
        logger: silent,
        now: () => new Date(this.now),
      },
      () => 300_000,
    );
  }

  /** Launcher and monitor in turn, as the state machine has them. */
  private async loopToTheEnd(): Promise<MonitorAnswer> {
    const { twoLaunchers, twoMonitors } = this.chances;
    let answer: Partial<MonitorAnswer> = { launching: true };
    for (let rounds = 0; rounds < longestRunRounds; rounds += 1) {
      const before = answer as NonNullable<LauncherEvent["iterator"]>;
      const event = answer.launching
        ? await this.made(twoLaunchers ? 2 : 1, () => this.launch(before))
        : { ...run, ...answer };
      const polled = await this.made(twoMonitors ? 2 : 1, () => this.poll(event));
      if (!polled.continue) return polled;
      this.now += polled.waitSeconds * 1_000;
      answer = polled;
    }
    throw new Error(`The run did not end in ${longestRunRounds} rounds`);
  }

  /** A call that is made so many times at once. @returns the answer of one */
  private async made<Answer>(times: number, act: () => Promise<Answer>): Promise<Answer> {
    const [answer] = await Promise.all(Array.from({ length: times }, () => this.retried(act)));
    return answer as Answer;
  }

  private async lostPoll(): Promise<void> {
    await this.scheduler.schedule(Promise.resolve(), "lost poll");
    await this.poll(run).catch(() => undefined);
  }

  private poll(event: MonitorEvent): Promise<MonitorAnswer> {
    return monitor(event, {
      ecs: this.ecsClient,
      audit: this.store,
      workflowName: run.workflowName,
      clusterName: "kit",
      taskDefinition: "kit:1",
      startTimeoutSeconds: 600,
      logger: silent,
      now: () => new Date(this.now),
      remainingMilliseconds: () => 300_000,
    });
  }

  private async live(task: ModelTask): Promise<void> {
    const { taskName } = task;
    const life = this.chances.lives[Number(taskName.split("_")[1])] ?? "hangs";
    const record = (status: TaskStatus) =>
      this.retried(() => this.store.recordTask({ ...run, taskId: task.taskArn }, status, { task_name: taskName }));
    for (const status of lives[life]) {
      await this.scheduler.schedule(Promise.resolve(), `${taskName} works`);
      if (!task.stopped) await record(status);
      // On SIGTERM.
      else await record("Failed");
    }
    await this.scheduler.schedule(Promise.resolve(), `${taskName} ends`);
    if (life !== "hangs") task.end(life === "completes" ? 0 : 1);
    task.forgotten = life === "isForgotten";
  }
}
