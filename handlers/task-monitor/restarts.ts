import type { RunTaskCommandInput } from "@aws-sdk/client-ecs";
import * as v from "valibot";
import { isNotLaunched, type DetailRow } from "../../workflow/audit-rows";
import { clientTokenOf } from "../../workflow/client-token";
import { isTerminal } from "../../workflow/status";
import { LaunchTime } from "../launch-time";
import { Pace } from "../pace";
import { LaunchRefused, oneTaskOf, runTask } from "../run-task";
import { adoptStrays } from "./adopt";
import type { AwaitedAttempt, StoppedTask, WaitingAttempt } from "./next-attempt";
import { isOverdue, keyOf, launchEndAt, launchEndSeconds, settle, type Poll } from "./poll";

/** Time that a monitor keeps for its count of the rows, a million of which take a minute: seconds. */
const pollReserveSeconds = 120;

/** The network of a run's tasks, as its spec has it. */
const networkSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    subnetIdLiteral: v.string(),
    separator: v.string(),
    securityGroupId: v.string(),
    assignPublicIp: v.string(),
  }),
);

/** A task that may be another one's next attempt; `attempt` is undefined where its row does not say. */
type LaterTask = Pick<DetailRow, "ecs_task_id" | "attempt" | "start_time">;

const startOf = ({ start_time }: LaterTask): number => Date.parse(start_time);

/** The attempts that one poll begins: those for which ECS has room. What one learns all know. */
export class Restarts {
  private readonly pace = new Pace();
  private time: LaunchTime | undefined;
  private noRoom: string | undefined;
  private shared: Partial<RunTaskCommandInput> | undefined;
  private later: Promise<ReadonlyMap<string, readonly LaterTask[]>> | undefined;

  constructor(private readonly poll: Poll) {}

  /**
   * Settles a task that stopped; where its entry is to have another attempt, once that has begun. The next task is started under a
   * token made of this one's ARN, then it gets its row, then this one is settled: whoever repeats that finds the same task.
   *
   * @returns true for a row that is settled; one whose next attempt finds no room stays open until the run's end, when all tasks are in sight
   */
  async settle(row: DetailRow, stopped: StoppedTask): Promise<boolean> {
    const { next } = stopped;
    if (next === undefined) return this.end(row, stopped.end);
    const { now, summary } = this.poll;
    if (isOverdue(this.poll))
      return now.getTime() >= launchEndAt(summary) && this.endUnfollowed(row, { ...stopped, next });
    return this.restart(row, { ...stopped, next });
  }

  private async restart(row: DetailRow, stopped: AwaitedAttempt): Promise<boolean> {
    const { audit, ecs, run, logger } = this.poll;
    const { attempt, attempts, input } = stopped.next;
    if (this.noRoom !== undefined || !this.mayGoOn()) return this.wait(row, { refusal: this.noRoom ?? "", ...stopped });
    // It may have recorded its end after its row was read: now that it has stopped, the row has the last word.
    if (isTerminal(await audit.statusOf(keyOf(this.poll, row)))) return true;
    try {
      const clientToken = clientTokenOf(row.ecs_task_id, row.refusals ?? 0);
      const taskId = await runTask(ecs, this.pace, { ...this.inRun(), ...input, clientToken }, this.mayGoOn);
      await audit.recordAttempt({ ...run, taskId }, row.task_name, { attempt, attempts, follows: row.ecs_task_id });
      logger.info("task started again", { ...run, taskName: row.task_name, taskId, attempt, follows: row.ecs_task_id });
      return await this.end(row, { ...stopped.end, followed_by: taskId });
    } catch (error) {
      if (!(error instanceof LaunchRefused)) throw error;
      return this.afterRefusal(row, stopped, error);
    }
  }

  /** The parameters of RunTask that all tasks of the run share. */
  private inRun(): Partial<RunTaskCommandInput> {
    const { clusterName, run, summary } = this.poll;
    return (this.shared ??= {
      cluster: clusterName,
      ...oneTaskOf(run, v.parse(networkSchema, summary.workflow_specs)),
    });
  }

  private readonly mayGoOn = (): boolean => {
    const { audit, run, summary, clock, remainingMilliseconds } = this.poll;
    const remaining = () => remainingMilliseconds() - pollReserveSeconds * 1_000;
    return (this.time ??= new LaunchTime(audit, run, summary, remaining, clock)).mayGoOn();
  };

  private async afterRefusal(
    row: DetailRow,
    stopped: AwaitedAttempt,
    { outcome, message: refusal }: LaunchRefused,
  ): Promise<boolean> {
    const { now } = this.poll;
    if (outcome === "final" || outcome === "leftToMonitor") {
      const { refusedSince = now.toISOString() } = stopped;
      // An earlier poll that died may have started it just before: until then ECS may not list it.
      const isListed = now.getTime() - Date.parse(refusedSince) >= launchEndSeconds * 1_000;
      return isListed
        ? this.endUnfollowed(row, { ...stopped, refusal })
        : this.wait(row, { ...stopped, refusal, refusedSince });
    }
    this.noRoom ??= refusal;
    const refusals = outcome === "refused" ? (row.refusals ?? 0) + 1 : undefined;
    return this.wait(row, { ...stopped, refusal, refusedSince: undefined }, refusals);
  }

  /** Leaves a row open for the next poll, and keeps there what that needs. */
  private async wait(row: DetailRow, waiting: WaitingAttempt, refusals?: number): Promise<boolean> {
    const next_attempt = JSON.stringify(waiting);
    if (next_attempt === row.next_attempt && refusals === undefined) return false;
    await this.poll.audit.noteOpenTask(keyOf(this.poll, row), {
      next_attempt,
      ...(refusals !== undefined && { refusals }),
    });
    return false;
  }

  /** Settles a task after which no other is started any more; one may have been, by a call whose answer nobody got. */
  private async endUnfollowed(row: DetailRow, { end, next, refusal }: AwaitedAttempt): Promise<boolean> {
    const { audit, run } = this.poll;
    const later = (await (this.later ??= this.laterTasks())).get(row.task_name) ?? [];
    const found =
      later.find(({ attempt }) => attempt === next.attempt) ??
      later.find((task) => task.attempt === undefined && startOf(task) > startOf(row));
    const followed_by = found?.ecs_task_id;
    if (followed_by !== undefined) {
      const { attempt, attempts } = next;
      await audit.annotateTask({ ...run, taskId: followed_by }, { attempt, attempts, follows: row.ecs_task_id });
      return this.end(row, { ...end, followed_by });
    }
    const which = `attempt ${next.attempt} of ${next.attempts} was not started`;
    const reason = [end.reason, ...(refusal ? [`${which}: ${refusal}`] : [])].join("; ");
    return this.end(row, { ...end, reason });
  }

  /**
   * The tasks by name that may be a later attempt, in the order in which they began: those that ECS or a row tells of, but for first
   * ones. A container that was faster with its row than the monitor does not say there which attempt it is.
   */
  private async laterTasks(): Promise<Map<string, LaterTask[]>> {
    const { audit, run } = this.poll;
    await adoptStrays(this.poll);
    const later = new Map<string, LaterTask[]>();
    const attributes = ["ecs_task_id", "task_name", "attempt", "followed_by", "start_time"] as const;
    for await (const rows of audit.pages(run, "all", attributes))
      for (const { task_name, followed_by, ...task } of rows.filter(({ ecs_task_id }) => !isNotLaunched(ecs_task_id)))
        if (task.attempt === undefined ? followed_by === undefined : task.attempt > 1)
          later.set(task_name, [...(later.get(task_name) ?? []), task]);
    for (const tasks of later.values()) tasks.sort((a, b) => startOf(a) - startOf(b));
    return later;
  }

  private async end(row: DetailRow, end: StoppedTask["end"]): Promise<boolean> {
    await settle(this.poll, row, end);
    return true;
  }
}
