import type { RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { recordedSpec, type DetailRow } from "../../workflow/audit-rows";
import { clientTokenOf, rememberedSeconds } from "../../workflow/client-token";
import { secondsSince } from "../../workflow/deadline";
import { isTerminal } from "../../workflow/status";
import { LaunchTime } from "../launch-time";
import { Pace } from "../pace";
import { LaunchRefused, oneTaskOf, runTask } from "../run-task";
import { adoptStrays } from "./adopt";
import type { AwaitedAttempt, StoppedTask, WaitingAttempt } from "./next-attempt";
import { isOverdue, keyOf, launchEndAt, launchEndSeconds, settle, type Poll } from "./poll";

/** Time that a monitor keeps for its count of the rows, a million of which take a minute: seconds. */
const pollReserveSeconds = 120;

/** Key of an attempt among all of its run. */
const attemptKey = (taskName: string, attempt: number): string => `${attempt} ${taskName}`;

/** The attempts that one poll begins: those for which ECS has room. What one learns all know. */
export class Restarts {
  private readonly pace = new Pace();
  private time: LaunchTime | undefined;
  private noRoom: string | undefined;
  private shared: Partial<RunTaskCommandInput> | undefined;
  private later: Promise<ReadonlyMap<string, string>> | undefined;

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
    const { refusals = 0, next, unknownSince } = stopped;
    const { attempt, attempts, input } = next;
    if (unknownSince !== undefined) {
      const seconds = secondsSince(unknownSince, this.poll.now);
      // Asking again, after ECS may have forgotten a task and its token, might start another.
      if (seconds >= rememberedSeconds || (await this.followerOf(row, attempt)) !== undefined)
        return this.endUnfollowed(row, stopped);
      if (seconds >= launchEndSeconds) return this.restart(row, { ...stopped, unknownSince: undefined });
    }
    if (this.noRoom !== undefined || !this.mayGoOn())
      return this.wait(row, { refusal: this.noRoom ?? "", ...stopped, refusals });
    // It may have recorded its end after its row was read: now that it has stopped, the row has the last word.
    if (isTerminal(await audit.statusOf(keyOf(this.poll, row)))) return true;
    const request = { ...this.inRun(), ...input, clientToken: clientTokenOf(row.ecs_task_id, refusals) };
    const taskId = await runTask(ecs, this.pace, request, this.mayGoOn, unknownSince !== undefined);
    if (taskId instanceof LaunchRefused) return this.afterRefusal(row, { ...stopped, refusals }, taskId);
    const follows = row.ecs_task_id;
    await audit.recordAttempt({ ...run, taskId }, row.task_name, { attempt, attempts, follows });
    logger.info("task started again", { ...run, taskName: row.task_name, taskId, attempt, follows });
    return this.end(row, { ...stopped.end, followed_by: taskId });
  }

  /** The parameters of RunTask that all tasks of the run share. */
  private inRun(): Partial<RunTaskCommandInput> {
    const { clusterName, run, summary } = this.poll;
    return (this.shared ??= {
      cluster: clusterName,
      ...oneTaskOf(run, recordedSpec(summary)),
    });
  }

  private readonly mayGoOn = (): boolean => {
    const { audit, run, summary, clock, remainingMilliseconds } = this.poll;
    const remaining = () => remainingMilliseconds() - pollReserveSeconds * 1_000;
    return (this.time ??= new LaunchTime(audit, run, summary, remaining, clock)).mayGoOn();
  };

  private async afterRefusal(
    row: DetailRow,
    stopped: AwaitedAttempt & Pick<WaitingAttempt, "refusals">,
    { outcome, message: refusal }: LaunchRefused,
  ): Promise<boolean> {
    const { now } = this.poll;
    if (outcome === "final" || outcome === "leftToMonitor") {
      const { refusedSince = now.toISOString() } = stopped;
      // An earlier poll that died may have started it just before: until then ECS may not list it.
      const isListed = secondsSince(refusedSince, now) >= launchEndSeconds;
      return isListed
        ? this.endUnfollowed(row, { ...stopped, refusal })
        : this.wait(row, { ...stopped, refusal, refusedSince });
    }
    this.noRoom ??= refusal;
    const refusals = stopped.refusals + (outcome === "refused" ? 1 : 0);
    const unknownSince = outcome === "unknown" ? this.poll.clock().toISOString() : undefined;
    return this.wait(row, { ...stopped, refusal, refusals, refusedSince: undefined, unknownSince });
  }

  /** Leaves a row open for the next poll, and keeps there what that needs. */
  private async wait(row: DetailRow, waiting: WaitingAttempt): Promise<boolean> {
    const next_attempt = JSON.stringify(waiting);
    if (next_attempt !== row.next_attempt) await this.poll.audit.noteOpenTask(keyOf(this.poll, row), { next_attempt });
    return false;
  }

  /** Settles a task after which no other is started any more; one may have been, by a call whose answer nobody got. */
  private async endUnfollowed(row: DetailRow, { end, next, refusal }: AwaitedAttempt): Promise<boolean> {
    const { audit, run } = this.poll;
    const followed_by = await this.followerOf(row, next.attempt);
    if (followed_by !== undefined) {
      await audit.annotateTask({ ...run, taskId: followed_by }, { follows: row.ecs_task_id });
      return this.end(row, { ...end, followed_by });
    }
    const which = `attempt ${next.attempt} of ${next.attempts} was not started`;
    const reason = [end.reason, ...(refusal ? [`${which}: ${refusal}`] : [])].join("; ");
    return this.end(row, { ...end, reason });
  }

  /** ARN of the task that is this attempt at a row's entry, where it has begun. */
  private async followerOf(row: DetailRow, attempt: number): Promise<string | undefined> {
    return (await (this.later ??= this.laterTasks())).get(attemptKey(row.task_name, attempt));
  }

  /** The tasks that are no first attempts and that ECS or a row tells of, by their `attemptKey`. */
  private async laterTasks(): Promise<Map<string, string>> {
    const { audit, run } = this.poll;
    await adoptStrays(this.poll);
    const later = new Map<string, string>();
    for await (const rows of audit.pages(run, "all", ["ecs_task_id", "task_name", "attempt"]))
      for (const { ecs_task_id, task_name, attempt = 1 } of rows)
        if (attempt > 1) later.set(attemptKey(task_name, attempt), ecs_task_id);
    return later;
  }

  private async end(row: DetailRow, end: StoppedTask["end"]): Promise<boolean> {
    await settle(this.poll, row, end);
    return true;
  }
}
