import pMap from "p-map";
import type { AuditStore } from "../../workflow/audit-store";
import { NamedError } from "../../workflow/errors";
import type { RunKey } from "../../workflow/run";
import type { LauncherAnswer, LauncherEvent } from "../../workflow/iterator";
import { rememberedSeconds } from "../../workflow/client-token";
import { secondsSince } from "../../workflow/deadline";
import { launchWaitSeconds } from "../../workflow/wait";
import { beginRun, type BegunRun, type LauncherDependencies } from "./begin-run";
import { launchEntry } from "./launch-entry";
import { LaunchTime } from "../launch-time";
import { Pace } from "../pace";
import { Slots } from "./slots";
import { WaitingEntries, type Waiting } from "./waiting-entries";

/** Tasks in launching at once: enough for the default quota of 20 Fargate tasks a second when each takes two seconds. */
export const parallelLaunches = 40;

/**
 * Begins a run and launches each task of its list that has none yet, as far as ECS has room and the function has time. Called
 * again, for whatever reason, it goes on where it stopped and launches nothing twice.
 *
 * @param remainingMilliseconds what the Lambda has left, as its context says
 * @throws InvalidWorkflowSpec when the execution's input is no spec, or its list in S3 is none; nothing was started
 * @throws RedriveRefused when it names an earlier run that cannot be redriven; nothing was started
 * @throws RunIdAlreadyUsed when another execution has the run id; nothing was started
 * @throws ListChanged when its list in S3 is another one than when the run began
 * @throws TasksNotRecorded when rows could not be written; launching again finds the same tasks and writes them
 */
export async function launch(
  event: LauncherEvent,
  dependencies: LauncherDependencies,
  remainingMilliseconds: () => number,
): Promise<LauncherAnswer> {
  const { audit, logger, now } = dependencies;
  const begun = await beginRun(event, dependencies);
  const { run, summary, spec } = begun;
  const handedOver = event.iterator?.launch;
  // What is handed over stands for the rows while whatever an interrupted call launched since is found by asking again.
  const isFresh = handedOver?.at !== undefined && secondsSince(handedOver.at, now()) < rememberedSeconds;
  const accounted = begun.isNew || isFresh ? new Set<string>() : await namesWithRow(audit, run);
  // A first call hands nothing over, and the row of a run begins with it: an earlier one began this run.
  const isRepeated = !begun.isNew && (event.isRepeated === true || handedOver === undefined);
  const entries = new WaitingEntries(spec.taskList, handedOver, { accounted, isRepeated }, now);
  const time = new LaunchTime(audit, run, summary, remainingMilliseconds, now);
  const slots = await Slots.ofRun(begun, dependencies);
  const refusal = await launchEntries(event, dependencies, begun, { entries, slots, time });
  if (refusal !== undefined && refusal !== summary.launch_refusal)
    await audit.updateRun(run, { launch_refusal: refusal });
  const launching = !entries.isEmpty && !time.isOver();
  const waitSeconds = refusal === undefined && !slots.areTaken ? 0 : launchWaitSeconds(summary, now());
  const at = isFresh ? handedOver.at : now().toISOString();
  const launch = { ...entries.progress(), at, waitSeconds };
  logger.info("list gone through", { ...run, tasks: spec.taskList.length, launching, refusal });
  return { ...run, launching, ...(launching && { launch }) };
}

/** Entries that are left to be launched, with the slots and the time that they may take. */
interface Progress {
  readonly entries: WaitingEntries;
  readonly slots: Slots;
  readonly time: LaunchTime;
}

/** Launches what there is room for. @returns why ECS refused the last of which no row says that */
async function launchEntries(
  { execution, iterator }: LauncherEvent,
  dependencies: LauncherDependencies,
  { run, spec }: BegunRun,
  { entries, slots, time: { mayGoOn } }: Progress,
): Promise<string | undefined> {
  const { executionArn } = execution;
  const launching = { ...dependencies, spec, run, executionArn, mayGoOn, pace: new Pace() };
  // After a refusal there may be room for one, then for two, and so on. Before any, or when there was only no time, there is as much as
  // ECS says.
  const { waitSeconds = 0, refusals = {} } = iterator?.launch ?? {};
  const wasRefused = waitSeconds > 0 && Object.keys(refusals).length > 0;
  const room = { isLeft: true };
  const notRecorded: Error[] = [];
  let refusal: string | undefined;
  const launchOne = async (waiting: Waiting): Promise<void> => {
    const outcome = await launchEntry(launching, waiting);
    if (outcome instanceof Error) {
      notRecorded.push(outcome);
      return;
    }
    refusal = outcome.reason ?? refusal;
    if (outcome.done && outcome.hasTask) return;
    slots.giveBack();
    if (outcome.done) return;
    // What one learns all know: no further one is begun.
    room.isLeft = false;
    entries.putBack(waiting, outcome);
  };
  function* atMost(count: number): Generator<Waiting> {
    let left = count;
    for (const waiting of slots.of(entries.taken())) {
      yield waiting;
      left -= 1;
      if (left === 0 || !room.isLeft) return;
    }
  }
  // Slots that are given back meanwhile are for others.
  for (let size = wasRefused ? 1 : parallelLaunches; room.isLeft && !slots.areTaken && !entries.isEmpty; size += 1) {
    const concurrency = Math.min(size, parallelLaunches);
    await pMap(atMost(size < parallelLaunches ? size : Infinity), launchOne, { concurrency });
  }
  if (notRecorded.length > 0) {
    const what = `Rows of tasks that could not be written: ${notRecorded.length}. First error: ${notRecorded[0]?.message}`;
    throw new NamedError("TasksNotRecorded", what);
  }
  return refusal;
}

/** The names of the tasks that have a row. */
async function namesWithRow(audit: AuditStore, run: RunKey): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const rows of audit.pages(run, "all", ["task_name"])) for (const row of rows) names.add(row.task_name);
  return names;
}
