import { bounded } from "../workflow/errors";
import { isTerminal, type TaskStatus } from "../workflow/status";
import { InvalidTaskEnvironment, readTaskEnvironment, type TaskSettings } from "./environment";
import { log } from "./log";
import { openTaskRow, type TaskRow } from "./task-row";
import { work } from "./work";

/** Exit codes of the process. */
export const exitCodes = {
  /** The row says Completed. */
  completed: 0,
  failed: 1,
  /** The environment is not valid. EX_CONFIG of sysexits.h. */
  badEnvironment: 78,
  /** 128 + 15, what a process that SIGTERM ended gives. */
  stopped: 143,
} as const;

const reasonCharacters = 1_000;

/**
 * One task of a workflow: records Running, does the work, and records how it ended.
 *
 * @param signal aborted when the task must stop; the message of its reason goes into the row
 * @returns the exit code
 * @throws Error when the task cannot learn its ARN or cannot write its row
 */
export async function runTask(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  try {
    const settings = readTaskEnvironment(environment);
    return await perform(settings, await openTaskRow(settings, signal), signal);
  } catch (error) {
    if (error instanceof InvalidTaskEnvironment) return refuse(error, signal);
    throw error;
  }
}

async function perform(settings: TaskSettings, row: TaskRow, signal: AbortSignal): Promise<number> {
  const exitCode = (status: TaskStatus): number => {
    if (status === "Completed") return exitCodes.completed;
    return signal.aborted ? exitCodes.stopped : exitCodes.failed;
  };
  try {
    const before = await row.record("Running");
    if (isTerminal(before)) return exitCode(before);
    const destination_key = await work(settings, row.taskArn, signal);
    return exitCode(await row.record("Completed", { destination_key, exec_time_in_seconds: elapsedSeconds() }));
  } catch (error) {
    const reason = describe(signal.aborted ? signal.reason : error);
    if (mayBeFollowed(settings, signal)) {
      await row.leave(reason);
      return exitCode("Running");
    }
    return exitCode(await row.record("Failed", { reason, exec_time_in_seconds: elapsedSeconds() }));
  }
}

/** True where another attempt may follow a failure: what SIGTERM means, the monitor alone learns. */
const mayBeFollowed = ({ attempt, attempts, retryOn }: TaskSettings, { aborted }: AbortSignal): boolean =>
  attempt < attempts && (retryOn === "any" || aborted);

/** Tells of a bad environment where somebody looks: in the row, if the environment says which one that is. */
async function refuse(error: InvalidTaskEnvironment, signal: AbortSignal): Promise<number> {
  if (error.identity) {
    const row = await openTaskRow(error.identity, signal);
    await row.record("Failed", { reason: describe(error), exec_time_in_seconds: elapsedSeconds() });
  } else log.error(describe(error));
  return exitCodes.badEnvironment;
}

const describe = (error: unknown): string => bounded(String(error), reasonCharacters);

/** Time since the process started, to the millisecond. */
const elapsedSeconds = (): number => Math.round(performance.now()) / 1_000;
