import type { Json, JsonObject } from "../../tools/local/json";
import { startExecution, type Execution } from "../../tools/local/state-machine/execution";
import type { Integrations } from "../../tools/local/state-machine/integrations/integration";
import { StatesError } from "../../tools/local/state-machine/language/states-error";

/** Answers a Task state that calls `arn:aws:states:::test:NAME`; an error it gives is thrown. */
export type Answer = (parameters: never, call: number) => Json | StatesError | Promise<Json>;

const arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:machine";

/** A Task state that calls an answer. */
export const call = (name: string, more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: `arn:aws:states:::test:${name}`,
  ...more,
});

/** States the first of which is the start: a branch, or what a Map does for each item. */
export const flowOf = (States: JsonObject): JsonObject => ({ StartAt: Object.keys(States)[0] ?? "", States });

/** A state machine of states, the first of which is the start. */
export const machineOf = (States: JsonObject, more: JsonObject = {}): JsonObject => ({
  QueryLanguage: "JSONata",
  ...flowOf(States),
  ...more,
});

/** What a Distributed Map does for each item. */
export const processorOf = (States: JsonObject): JsonObject => ({
  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
  ...flowOf(States),
});

/**
 * Starts a state machine whose Wait states and retries take no time, unless `props` say otherwise.
 *
 * @param others integrations besides the answers
 */
export function start(
  definition: JsonObject,
  input: Json = {},
  answers: Readonly<Record<string, Answer>> = {},
  props: Partial<Parameters<typeof startExecution>[0]> = {},
  others: Integrations = {},
): Execution {
  const integrations = Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => {
      let calls = 0;
      const integration = async (parameters: Json): Promise<Json> => {
        const given = await answer(parameters as never, (calls += 1));
        if (given instanceof StatesError) throw given;
        return given;
      };
      return [`arn:aws:states:::test:${name}`, integration];
    }),
  );
  return startExecution({
    stateMachine: { name: "machine", arn, roleArn: "arn:aws:iam::123456789012:role/machine", definition },
    name: "run",
    integrations: { ...integrations, ...others },
    input,
    realTime: false,
    longestPauseMs: 0,
    ...props,
  });
}
