import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { randomUUID } from "node:crypto";
import { consoleUrls } from "../../../workflow/console-url";
import type { Pattern } from "../../../workflow/deployment";
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

/** Result of `start --json` and `redrive --json`. */
interface StartedRun {
  readonly pattern: Pattern;
  readonly workflowName: string;
  /** Of a spec that brings one. Otherwise the run makes it, of its start time. */
  readonly workflowRunId?: string;
  /** Absent of a list in S3 that nobody has counted. */
  readonly numberOfTasks?: number;
  /** Place of a list in S3. */
  readonly list?: string;
  readonly executionArn: string;
  readonly consoleUrl: string;
}

interface StartOptions extends CommonOptions {
  readonly watch: boolean;
}

/** Starts a run, tells what was started and where it can be seen, and follows it to its end if that is wanted. */
export async function startRun(
  terminal: Terminal,
  stack: DeployedStack,
  planned: PlannedRun,
  options: StartOptions,
): Promise<void> {
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
async function start(stack: DeployedStack, { spec: input, list }: PlannedRun): Promise<StartedRun> {
  const { pattern, deployment, stateMachineArn } = stack;
  const spec = parseSpec(input, stack);
  const source = hasSource(spec) ? listOf(spec) : undefined;
  if (source && !list) await requireList(source);
  const numberOfTasks = list ? await writeList(stack, list) : spec.taskList?.length;
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

function startedText({ pattern, workflowName, numberOfTasks, list, executionArn, consoleUrl }: StartedRun): string {
  const tasks = numberOfTasks === undefined ? "the entries" : counted(numberOfTasks, "task");
  return [
    `Started ${workflowName}, pattern ${pattern}, with ${tasks}${list === undefined ? "" : ` of ${list}`}`,
    `  execution:  ${executionArn}`,
    `  console:    ${consoleUrl}`,
  ].join("\n");
}
