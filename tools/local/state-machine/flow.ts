import type { HistoryEventType } from "@aws-sdk/client-sfn";
import { textOf, type Json } from "../json";
import { inputDetails, outputDetails } from "./history";
import { StatesError } from "./language/states-error";
import type { Branch } from "./branch";
import { stepTypes } from "./states";
import { Step, type Outcome } from "./step";
import { Stopped } from "./stop";

/** States that an event tells of when they are ended from outside. Step Functions API reference, HistoryEvent. */
const abortedTypes: ReadonlySet<string> = new Set(["Map", "Parallel", "Task", "Wait"]);

/**
 * Runs states, one after the other, from where the branch is.
 *
 * @returns the last one's output
 * @throws StatesError that no state has caught
 * @throws Stopped
 */
export async function runFlow(branch: Branch): Promise<Json> {
  const { checkpoint } = branch;
  while (!checkpoint.end) {
    const type = branch.flow.States[checkpoint.state]?.Type ?? "";
    try {
      await runState(branch);
    } catch (error) {
      const isEntered = checkpoint.enteredEventId !== undefined;
      if (error instanceof Stopped && isEntered && abortedTypes.has(type))
        branch.abort(`${type}StateAborted` as HistoryEventType);
      throw error;
    }
  }
  return checkpoint.end.output;
}

async function runState(branch: Branch): Promise<void> {
  const { checkpoint } = branch;
  enter(branch);
  const step = stepOf(branch);
  const { output, next = step.state["Next"] } = await performed(step);
  leave(step, output);
  Object.assign(checkpoint, { enteredEventId: undefined, inner: undefined, mapRun: undefined, input: output });
  if (next === undefined) checkpoint.end = { output };
  else checkpoint.state = textOf(next);
}

/** The state that a branch is at, as something to be run. */
function stepOf(branch: Branch): Step {
  const { flow, checkpoint, run } = branch;
  const { state: name, input, enteredTime = "" } = checkpoint;
  const state = flow.States[name];
  if (!state) throw new StatesError("States.Runtime", `There is no state ${name}.`);
  const context = { ...run.context(), State: { Name: name, EnteredTime: enteredTime } };
  return new Step(name, state, { input, context }, branch);
}

/** Not of a state that is redriven: it was entered already. */
function enter(branch: Branch): void {
  const { flow, checkpoint } = branch;
  if (checkpoint.enteredEventId !== undefined) return;
  const { state: name, input } = checkpoint;
  const type = flow.States[name]?.Type ?? "";
  checkpoint.enteredEventId = branch.write(`${type}StateEntered` as HistoryEventType, {
    stateEnteredEventDetails: { name, ...inputDetails(input, `The input of ${name}`) },
  });
  checkpoint.enteredTime = new Date().toISOString();
}

function leave({ name, state, branch }: Step, output: Json): void {
  // A Fail state is left by the last event of its execution.
  if (state.Type === "Fail") return;
  branch.write(`${state.Type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: { name, ...outputDetails(output, `The output of ${name}`) },
  });
}

/** Runs a state. @throws StatesError that it does not catch */
async function performed(step: Step): Promise<Outcome> {
  const { state } = step;
  try {
    const perform = stepTypes[state.Type];
    if (!perform) throw new Error(`States of type ${state.Type} cannot be run here`);
    return await perform(step);
  } catch (error) {
    throw error instanceof StatesError ? step.withPlace(error) : error;
  }
}
