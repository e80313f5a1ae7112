import * as v from "valibot";
import type { MonitorEvent } from "../../workflow/iterator";
import { runOf } from "../../workflow/run";
import type { MonitoredRun } from "./poll";
import { bounded } from "./report";

/** Characters of a launcher's error that travel from poll to poll. */
const launchErrorCharacters = 500;

/** Run that an event is about: the one that it names, or that of the adopted execution. */
export function monitoredRun(event: MonitorEvent, deployedName: string, now: Date): MonitoredRun {
  if (!("execution" in event)) {
    const { workflowName, workflowRunId, monitoringSince = now.toISOString(), launchError } = event;
    const { allRecorded = false, launching = false, launch, unrecordedTasks = 0 } = event;
    return {
      run: { workflowName, workflowRunId },
      monitoringSince,
      launchError: launchError === undefined ? undefined : bounded(launchError, launchErrorCharacters),
      allRecorded,
      launching,
      launch,
      unrecordedTasks,
      executionArn: undefined,
    };
  }
  return {
    run: runOf(event.execution, deployedName),
    monitoringSince: now.toISOString(),
    launchError: describeLaunchFailure(event.launchFailure),
    allRecorded: false,
    launching: false,
    launch: undefined,
    unrecordedTasks: 0,
    executionArn: event.execution.executionArn,
  };
}

/** The Cause of a failed Lambda is its error as JSON; that of a time-out or of a lost function is plain text. */
const lambdaErrorSchema = v.pipe(v.string(), v.parseJson(), v.object({ errorMessage: v.string() }));

function describeLaunchFailure({
  Error: name,
  Cause: cause,
}: {
  readonly Error: string;
  readonly Cause: string;
}): string {
  const error = v.safeParse(lambdaErrorSchema, cause);
  return bounded(`${name}: ${error.success ? error.output.errorMessage : cause}`, launchErrorCharacters);
}
