import type { Outcome, Step } from "../step";
import { choice } from "./choice";
import { fail } from "./fail";
import { map } from "./map";
import { parallel } from "./parallel";
import { withRetry } from "./retry";
import { task } from "./task";
import { wait } from "./wait";

const pass = ({ query, state, scope }: Step): Promise<Outcome> => query.passed(state, scope, state["Result"]);

/** Behaviour of each type of state. Amazon States Language, "State types". */
export const stepTypes: Readonly<Partial<Record<string, (step: Step) => Promise<Outcome>>>> = {
  Choice: choice,
  Fail: fail,
  Map: (step) => withRetry(step, map),
  Parallel: (step) => withRetry(step, parallel),
  Pass: pass,
  Succeed: pass,
  Task: (step) => withRetry(step, task),
  Wait: wait,
};
