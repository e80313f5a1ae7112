import "./with-resolvers";
import type * as Engine from "aws-local-stepfunctions";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Takes every backslash out of what an intrinsic function returns. AWS does not: a key or a quote would arrive altered. */
const defect = `result = result.replaceAll("\\\\", "");`;

type ModuleBody = (module: { exports: unknown }, exports: unknown, require: NodeJS.Require) => void;

/**
 * The interpreter of Amazon States Language, aws-local-stepfunctions, without one defect. The price: an escape in a literal
 * within an intrinsic function, such as `\'`, stays as it is; the definitions here have none.
 */
function load(): typeof Engine {
  const file = require.resolve("aws-local-stepfunctions");
  const source = readFileSync(file, "utf8");
  if (!source.includes(defect)) throw new Error(`${file} has changed: see whether it still alters backslashes`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as Node itself makes a module of its text
  const body = new Function("module", "exports", "require", source.replace(defect, "")) as ModuleBody;
  const loaded = { exports: {} };
  body(loaded, loaded.exports, createRequire(file));
  return loaded.exports as typeof Engine;
}

export const { ExecutionAbortedError, ExecutionTimeoutError, StateMachine } = load();
export type StateMachine = Engine.StateMachine;
export type StateMachineDefinition = Engine.StateMachineDefinition;
