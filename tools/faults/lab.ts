import { chained } from "../local/http/exchange";
import { isObject } from "../local/json";
import type { Drive, Fault, Lab } from "./fault";
import type { Hooks, InvokeHook } from "../local/hooks";
import { labTaskNames } from "./lab-workflow";
import { seededRandom } from "./random";
import { SkippedTime } from "./skipped-time";
import { TaskProcesses } from "./task-processes";

/** A fault, ready to go wrong in one local cloud. */
export type PreparedFault = ReturnType<typeof prepareFault>;

const once: Drive = async (cloud, specs, options) => [await cloud.start(specs, options).ended];

/**
 * Prepares a fault.
 *
 * @param seed the same seed makes the same choices
 * @param folder for a file; the caller's to delete
 * @returns the name of the task that is hit, where one is; hooks with which the local cloud is started; and what runs the workflow
 */
export function prepareFault(fault: Fault, { seed, folder }: { readonly seed: number; readonly folder: string }) {
  const random = seededRandom(seed);
  const victim = random.pick<string>(labTaskNames);
  const lab: Lab = { random, victim, time: new SkippedTime(folder), processes: new TaskProcesses() };
  const { launch, invoke, drive = once, ...services } = fault.inject(lab);
  const hooks: Hooks = {
    ...fault.account,
    ...services,
    invoke: chained([skipWaits(lab), ...(invoke ? [invoke] : [])]),
    runner: (runner) => lab.processes.watch(runner, launch),
    functionEnvironment: lab.time.environment,
    now: () => lab.time.now(),
  };
  return { victim, hooks, drive };
}

/**
 * Here Wait states are short. When the monitor wants to be called again later, that time is skipped, unless a task runs that
 * goes on by itself: it would be overtaken by deadlines that it meets in AWS.
 */
const skipWaits =
  ({ time, processes }: Lab): InvokeHook =>
  async (_call, proceed) => {
    const answer = await proceed();
    if (!("payload" in answer) || !isObject(answer.payload)) return answer;
    const { continue: goesOn, waitSeconds } = answer.payload;
    if (goesOn === true && typeof waitSeconds === "number" && !processes.busy) time.skip(waitSeconds);
    return answer;
  };
