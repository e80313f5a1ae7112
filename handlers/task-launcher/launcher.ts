import type { Logger } from "@aws-lambda-powertools/logger";
import type { ECSClient } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import type { AuditStore, RunKey } from "../../workflow/audit-store";
import { begunRun } from "../../workflow/begun-run";
import type { Deployment } from "../../workflow/deployment";
import { ListChanged } from "../../workflow/errors";
import type { LauncherAnswer, LauncherEvent } from "../../workflow/iterator";
import { runOf } from "../../workflow/run";
import { launchEntry, type Launching } from "./launch-entry";
import { launchTime } from "./launch-time";
import { Pace } from "./pace";
import type { ReadList } from "./read-list";
import { requestedSpec } from "./requested-spec";

/** Tasks in launching at once: enough for the default quota of 20 Fargate tasks a second when each takes two seconds. */
export const parallelLaunches = 40;

/** What the launcher works with. */
export interface LauncherDependencies {
  readonly ecs: ECSClient;
  readonly audit: AuditStore;
  readonly deployment: Deployment;
  /** The longest and the default `timeoutSeconds` of a spec. */
  readonly maxTimeoutSeconds: number;
  readonly readList: ReadList;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly now: () => Date;
}

/** Rows of tasks could not be written. Launching again finds the same tasks and writes them. */
export class TasksNotRecorded extends Error {
  override readonly name = "TasksNotRecorded";

  constructor(errors: readonly Error[]) {
    super(`Rows of tasks that could not be written: ${errors.length}. First error: ${errors[0]?.message}`);
  }
}

/**
 * Begins a run and launches each task of its list that has no row yet. Called again, for whatever reason, it goes on
 * where it stopped and launches nothing twice.
 *
 * @param remainingMilliseconds what the Lambda has left, as its context says
 * @throws InvalidWorkflowSpec when the execution's input is no spec, or its list in S3 is none; nothing was started
 * @throws RedriveRefused when it names an earlier run that cannot be redriven; nothing was started
 * @throws RunIdAlreadyUsed when another execution has the run id; nothing was started
 * @throws ListChanged when its list in S3 is another one than when the run began
 * @throws TasksNotRecorded when rows could not be written; call again
 */
export async function launch(
  { execution }: LauncherEvent,
  dependencies: LauncherDependencies,
  remainingMilliseconds: () => number,
): Promise<LauncherAnswer> {
  const { audit, deployment, maxTimeoutSeconds, logger, now } = dependencies;
  const { spec, sourceEtag } = await requestedSpec(execution, dependencies);
  const run = runOf(execution, deployment.workflowName);
  const row = { ...begunRun(spec, run, execution.executionArn, maxTimeoutSeconds), source_etag: sourceEtag };
  const summary = await audit.beginRun(row);
  if (summary.source_etag !== sourceEtag)
    throw new ListChanged(`its ETag was ${summary.source_etag}, and is ${sourceEtag}`);
  const accounted = await accountedNames(audit, run);
  const time = launchTime(summary, remainingMilliseconds, now);
  const launching: Launching = {
    ...dependencies,
    spec,
    run,
    executionArn: execution.executionArn,
    time,
    pace: new Pace(),
  };
  const outcomes = await pMap(
    spec.taskList,
    (entry, index) => (accounted.has(entry.taskName) ? "accounted" : launchEntry(launching, entry, index)),
    { concurrency: parallelLaunches },
  );
  const notRecorded = outcomes.filter((outcome) => outcome instanceof Error);
  if (notRecorded.length > 0) throw new TasksNotRecorded(notRecorded);
  const postponed = outcomes.filter((outcome) => outcome === "postponed").length;
  logger.info("list gone through", { ...run, tasks: spec.taskList.length, accountedBefore: accounted.size, postponed });
  return { ...run, launching: postponed > 0 && !time.isOver() };
}

/** The names of the tasks that have a row. */
async function accountedNames(audit: AuditStore, run: RunKey): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const rows of audit.pages(run, "all", ["task_name"])) for (const row of rows) names.add(row.task_name);
  return names;
}
