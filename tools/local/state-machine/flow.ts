import type { HistoryEventType } from "@aws-sdk/client-sfn";
import { textOf, type Json } from "../json";
import { inputDetails, outputDetails } from "./history";
import { StatesError } from "./language/states-error";
import type { Branch, Outcome } from "./branch";
import { stateTypes } from "./states";
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
    const { Type } = branch.state;
    try {
      await runState(branch);
    } catch (error) {
      const isEntered = checkpoint.enteredEventId !== undefined;
      if (error instanceof Stopped && isEntered && abortedTypes.has(Type))
        branch.abort(`${Type}StateAborted` as HistoryEventType);
      throw error;
    }
  }
  return checkpoint.end.output;
}

async function runState(branch: Branch): Promise<void> {
  const { checkpoint } = branch;
  enter(branch);
  const { output, next = branch.state["Next"] } = await performed(branch);
  leave(branch, output);
  const begun = { enteredEventId: undefined, inner: undefined, mapRun: undefined, retryCount: undefined };
  Object.assign(checkpoint, { ...begun, input: output });
  if (next === undefined) checkpoint.end = { output };
  else checkpoint.state = textOf(next);
}

/** Not of a state that is redriven: it was entered already. */
function enter(branch: Branch): void {
  const { checkpoint, name, state, input } = branch;
  if (checkpoint.enteredEventId !== undefined) return;
  checkpoint.enteredEventId = branch.write(`${state.Type}StateEntered` as HistoryEventType, {
    stateEnteredEventDetails: { name, ...inputDetails(input, `The input of ${name}`) },
  });
  checkpoint.enteredTime = new Date().toISOString();
}

function leave(branch: Branch, output: Json): void {
  const { name, state } = branch;
  // A Fail state is left by the last event of its execution.
  if (state.Type === "Fail") return;
  branch.write(`${state.Type}StateExited` as HistoryEventType, {
    stateExitedEventDetails: { name, ...outputDetails(output, `The output of ${name}`) },
  });
}

/** Runs a state. @throws StatesError that it does not catch */
async function performed(branch: Branch): Promise<Outcome> {
  const { Type } = branch.state;
  try {
    const perform = stateTypes[Type];
    if (!perform) throw new Error(`States of type ${Type} cannot be run here`);
    return await perform(branch);
  } catch (error) {
    throw error instanceof StatesError ? branch.withPlace(error) : error;
  }
}
