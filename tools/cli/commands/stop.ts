import { StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Command } from "commander";
import { setTimeout as pause } from "node:timers/promises";
import { launchEndSeconds } from "../../../handlers/task-monitor/poll";
import { settleRun } from "../../../handlers/task-monitor/stopped-execution";
import type { SummaryRow } from "../../../workflow/audit-rows";
import { hasEnded, progressOf } from "../../page/progress";
import { clientsOf } from "../aws/clients";
import { CommandError } from "../errors";
import { listedEntries, listOf } from "../lists/source";
import { counted, hintsFor, runCommand, type RunOptions } from "../options";
import { findOfExecution, findRun, hasRun, withRun, type FoundExecution, type FoundRun } from "../run/find";
import { earlierSource } from "../run/redrive-source";
import { readRun } from "../run/read-run";
import { runText } from "../run/text";
import { confirm, present, type Terminal } from "../terminal";

/** Reason that is recorded for a task whose run was stopped. */
const stopReason = "stopped by operator";

/** Time after which a run that is still not settled is left to the deployed monitor: seconds. */
const patienceSeconds = 600;

/**
 * Stops a run: says in its row that it is not wanted any more, stops its execution, and settles it by the monitor's own rules. The
 * deployed monitor, which is told of the stopped execution, may do the same meanwhile: neither that nor stopping again does harm.
 */
async function stopRun(execution: FoundExecution): Promise<void> {
  const { stack, executionArn } = execution;
  const { stepFunctions, audit } = clientsOf(stack);
  if (hasRun(execution)) await noteStop(execution);
  await stepFunctions.send(new StopExecutionCommand({ executionArn, error: "StoppedByOperator", cause: stopReason }));
  const found = hasRun(execution) ? execution : await findOfExecution(stack, executionArn);
  if (!hasRun(found)) return;
  if (found !== execution) await noteStop(found);
  await countEntries(found, await audit.findRun(found.run));
  await settle(found);
}

/** A launcher that reads it starts nothing more, and the monitor stops what runs. */
const noteStop = ({ stack, run }: FoundRun): Promise<void> =>
  clientsOf(stack).audit.annotateRun(run, { stop_reason: stopReason, stop_time: new Date().toISOString() });

/** Settles a run as the deployed monitor does: of one that was stopped it waits for no start. */
function settle({ stack, run }: FoundRun): Promise<unknown> {
  const { ecs, audit } = clientsOf(stack);
  const end = Date.now() + patienceSeconds * 1_000;
  return settleRun(run, {
    ...stack.deployment,
    ecs,
    audit,
    logger: { info: () => undefined, warn: () => undefined },
    startTimeoutSeconds: 0,
    now: () => new Date(),
    remainingMilliseconds: () => end - Date.now(),
    pause: (seconds) => pause(seconds * 1_000),
  });
}

/** Counts a list in S3 that launching did not read to its end. Of one that cannot be read all that is known are its rows. */
async function countEntries({ stack, run }: FoundRun, summary: SummaryRow | undefined): Promise<void> {
  const source = summary?.number_of_tasks === 0 ? earlierSource(summary) : undefined;
  if (source === undefined) return;
  const { taskSource, s3BucketName = stack.deployment.s3BucketName } = source;
  const list = listOf({ region: stack.deployment.region, s3BucketName, taskSource });
  let entries = 0;
  try {
    for await (const { place } of listedEntries(list)) entries = place + 1;
  } catch {
    return;
  }
  if (entries > 0) await clientsOf(stack).audit.updateRun(run, { number_of_tasks: entries });
}

interface StopOptions extends RunOptions {
  readonly yes: boolean;
}

/** The command `stop`. */
export const make = (terminal: Terminal): Command =>
  runCommand("stop", ["stop latest", "stop 20261124224854123 --yes"])
    .option("--yes", "do not ask", false)
    .action(async (reference: string, options: StopOptions) => {
      const found = await findRun(options, reference);
      const state = await readRun(found);
      // One that has not begun yet has no run either, and is stopped before it has.
      if (!hasRun(found) && hasEnded(state)) withRun(found);
      const { workflowName, workflowRunId = "not yet recorded", executionStatus } = state;
      const { total, totalKnown, rows, ended } = progressOf(state);
      if (hasEnded(state) && state.summary?.status !== "Running" && rows === ended)
        throw new CommandError(`Run ${workflowRunId} has ended already: there is nothing to stop.`);
      const tasks = counted(rows - ended, "task");
      await confirm(
        terminal,
        options,
        `Stop run ${workflowRunId} of ${workflowName}, which is ${executionStatus}, and ${tasks} of it`,
      );
      if (!totalKnown || rows < total)
        terminal.error(`Settling takes ${launchEndSeconds} s: a launch that is under way may still come into sight.`);
      await stopRun(found);
      present(terminal, options, await readRun(found), (stopped) =>
        runText(stopped, { columns: terminal.screen?.columns, hint: hintsFor(options) }),
      );
    });
