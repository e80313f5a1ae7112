import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import type { Command } from "commander";
import { randomUUID } from "node:crypto";
import { consoleUrls } from "../../../workflow/console-url";
import { parseSpec } from "../../../workflow/parse-spec";
import { hasSource } from "../../../workflow/spec";
import { visibleData } from "../../terminal/visible";
import { clientsOf } from "../aws/clients";
import { listOf, requireList } from "../lists/source";
import { writeList, type NewList } from "../lists/write-list";
import { counted, hintsFor, type CommonOptions } from "../options";
import type { DeployedStack } from "../outputs";
import { present, type Terminal } from "../terminal";
import { watch } from "./watch";

/** A run that is ready to start. */
export interface PlannedRun {
  /** Any JSON value, not yet checked. */
  readonly spec: unknown;
  /** The list that it names, where that is still to be written. */
  readonly list?: NewList;
}

/** Options of every command that starts a run. */
export interface StartChoices extends CommonOptions {
  readonly watch: boolean;
  readonly dryRun: boolean;
}

/** A command with the options that all of those have. */
export const withStartOptions = (command: Command): Command =>
  command
    .option("--dry-run", "print the spec, start nothing", false)
    .option("--watch", "follow the run to its end; the exit code is its outcome", false);

/** Starts a run, tells what was started and where it can be seen, and follows it to its end if that is wanted. */
export async function startRun(
  terminal: Terminal,
  stack: DeployedStack,
  planned: PlannedRun,
  options: StartChoices,
): Promise<void> {
  if (options.dryRun) {
    parseSpec(planned.spec, stack);
    if (planned.list) {
      const { entries, source } = planned.list;
      const list = counted(entries.length, "entry", "entries");
      terminal.error(
        `A list of ${list} would be written, as ${source.key}. It is not: this spec alone starts nothing.`,
      );
    }
    terminal.out(JSON.stringify(planned.spec, undefined, 2));
    return;
  }
  const started = await start(stack, planned);
  const hint = hintsFor(options);
  if (!options.watch) {
    present(
      terminal,
      options,
      started,
      (run) => `${startedText(run)}\n  follow it:  ${hint(`watch ${run.executionArn}`)}`,
    );
    return;
  }
  if (!options.json) terminal.out(`${startedText(visibleData(started))}\n`);
  await watch(terminal, { stack, executionArn: started.executionArn }, { json: options.json, hint });
}

/**
 * Starts a workflow, once it is known that its spec will be accepted.
 *
 * @throws InvalidWorkflowSpec with everything that is wrong, a list that is not there included; nothing was started then
 */
async function start(stack: DeployedStack, { spec: input, list }: PlannedRun) {
  const { pattern, deployment, stateMachineArn } = stack;
  const spec = parseSpec(input, stack);
  const source = hasSource(spec) ? listOf(spec) : undefined;
  if (source && !list) await requireList(source);
  if (list) await writeList(stack, list);
  const numberOfTasks = list ? list.entries.length : spec.taskList?.length;
  const { executionArn = "" } = await clientsOf(stack).stepFunctions.send(
    // With a name, a call that is sent again after a lost answer starts nothing twice.
    new StartExecutionCommand({ stateMachineArn, name: randomUUID(), input: JSON.stringify(input) }),
  );
  const { workflowName, workflowRunId } = spec;
  return {
    pattern,
    workflowName,
    ...(workflowRunId !== undefined && { workflowRunId }),
    ...(numberOfTasks !== undefined && { numberOfTasks }),
    ...(source && { list: source.name }),
    executionArn,
    consoleUrl: consoleUrls.execution(deployment.region, executionArn),
  };
}

/** Result of `start --json` and `redrive --json`. */
type StartedRun = Awaited<ReturnType<typeof start>>;

function startedText({ pattern, workflowName, numberOfTasks, list, executionArn, consoleUrl }: StartedRun): string {
  const tasks = numberOfTasks === undefined ? "the entries" : counted(numberOfTasks, "task");
  return [
    `Started ${workflowName}, pattern ${pattern}, with ${tasks}${list === undefined ? "" : ` of ${list}`}`,
    `  execution:  ${executionArn}`,
    `  console:    ${consoleUrl}`,
  ].join("\n");
}
