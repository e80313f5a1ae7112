import { toItem, type SummaryRow } from "../../workflow/audit-rows";
import { begunRun } from "../../workflow/begun-run";
import { bytesOf, itemBytes } from "../../workflow/bytes";
import { figuresOf, launcherCalls, launchSeconds, longest, type Figure, type FigureName } from "../../workflow/fit";
import { historyEvents, type Pattern } from "../../workflow/history-events";
import { limits } from "../../workflow/limits";
import type { CompleteSourceSpec } from "../../workflow/source-spec";
import { pollsWithin } from "../../workflow/wait";

/** What is known of a list in S3. */
export interface KnownList {
  readonly entries: number;
  /** Characters of RunTask's longest overrides. */
  readonly overridesCharacters: number;
}

/** What a prediction for a list in S3 is made of. */
export interface PlannedSource {
  readonly spec: CompleteSourceSpec;
  readonly pattern: Pattern;
  /** The longest `timeoutSeconds` that the deployment allows. */
  readonly maxTimeoutSeconds: number;
  /** Absent when nobody has looked. */
  readonly list?: KnownList | undefined;
}

/** An entry is about so long in launching, half of it RunTask: seconds. */
const secondsInLaunch = 1;

/** How long launching takes, by the quotas of a new account and by how many entries are in launching at once: seconds. */
export const sourceLaunchSeconds = (entries: number, concurrency: number = limits.launchesPerSecond): number =>
  Math.max(launchSeconds(entries), entries <= concurrency ? 0 : (entries * secondsInLaunch) / concurrency);

function summaryRow({ spec, maxTimeoutSeconds }: PlannedSource): SummaryRow {
  const workflowRunId = spec.workflowRunId ?? longest.runId;
  const defaults = { workflowRunId, timeoutSeconds: maxTimeoutSeconds, targetFolder: "", simulatedWorkSeconds: 0 };
  const measures = { launchConcurrency: limits.mapConcurrency, toleratedLaunchFailurePercentage: 100 };
  const recorded = { ...defaults, ...measures, ...spec };
  const run = { workflowName: spec.workflowName, workflowRunId };
  return {
    ...begunRun({ ...recorded, taskList: [] }, run, longest.executionArn, maxTimeoutSeconds),
    status: "Running",
    start_time: longest.time,
    update_time: longest.time,
  };
}

/** Says of a run of a list in S3 what it will need, and what there is; of the list itself only when it is known. */
export function predictSourceFit(planned: PlannedSource): Partial<Record<FigureName, Figure>> {
  const { spec, pattern, maxTimeoutSeconds, list } = planned;
  const calls = launcherCalls(list?.entries ?? 0);
  const row = summaryRow(planned);
  const polls = pollsWithin(maxTimeoutSeconds, maxTimeoutSeconds);
  const ofSpec = {
    payloadBytes: bytesOf(JSON.stringify(toItem(row))) + longest.requestBytes,
    summaryItemBytes: itemBytes(row),
    // However long the list is: entries have histories of their own.
    historyEvents: historyEvents(pattern, { tasks: 0, launcherCalls: calls, polls }),
  };
  const deadlineSeconds = spec.timeoutSeconds ?? maxTimeoutSeconds;
  return { ...figuresOf(ofSpec, deadlineSeconds), ...(list && figuresOf(ofList(spec, list), deadlineSeconds)) };
}

function ofList({ launchConcurrency, simulatedWorkSeconds = 0 }: CompleteSourceSpec, list: KnownList) {
  const launching = sourceLaunchSeconds(list.entries, launchConcurrency);
  return {
    overridesCharacters: list.overridesCharacters,
    launchSeconds: launching,
    runSeconds: launching + simulatedWorkSeconds,
  };
}
