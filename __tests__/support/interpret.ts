import type { Definition } from "../../stacks/asl";
import type { Json, JsonObject } from "../../tools/local/json";
import { startExecution } from "../../tools/local/state-machine/execution";
import type { HistoryEvent } from "../../tools/local/state-machine/history";
import { StatesError } from "../../tools/local/state-machine/language/states-error";

/** What stands in for a Task state: given the state's effective input, it answers or throws. */
export type TaskHandler = (input: never) => unknown;

export interface Outcome {
  readonly status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states entered, in order. */
  readonly path: readonly string[];
}

/** An error as a service integration raises it: `name` is what `ErrorEquals` matches, `message` is the Cause. */
export const serviceError = (name: string, message: string): Error => new StatesError(name, message);

/** Names of the states that a history tells of, in the order in which they were entered. */
export const enteredStates = (history: readonly HistoryEvent[]): string[] =>
  history.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []);

/** Each Task state calls a resource of its own, so that it has a handler of its own. */
const withHandlers = (value: Json, tasks: Set<string>, name = ""): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => withHandlers(item, tasks));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withHandlers(child, tasks, key)]));
  if (inner["Type"] !== "Task") return inner;
  tasks.add(name);
  return { ...inner, Resource: resourceOf(name) };
};

const resourceOf = (state: string): string => `arn:aws:states:::test:${state}`;

/** Runs a definition with a handler for each Task state; Wait states and retries take no time. */
export async function interpret(
  definition: Definition,
  input: unknown,
  handlers: Readonly<Record<string, TaskHandler>>,
): Promise<Outcome> {
  const tasks = new Set<string>();
  const handled = withHandlers(definition as unknown as JsonObject, tasks) as JsonObject;
  const integrations = Object.fromEntries([
    // Of a Map's ResultWriter.
    ["arn:aws:states:::s3:putObject", () => Promise.resolve({})] as const,
    [
      "arn:aws:states:::s3:getObject",
      () => Promise.reject(serviceError("S3.NoSuchKeyException", "No list here")),
    ] as const,
    ["arn:aws:states:::s3:listObjectsV2", () => Promise.resolve({ Contents: [] })] as const,
    ...[...tasks].map(
      (state) =>
        [
          resourceOf(state),
          async (parameters: Json) => {
            const handler = handlers[state];
            if (!handler) throw new Error(`The test has no handler for ${state}`);
            return (await handler(parameters as never)) as Json;
          },
        ] as const,
    ),
  ]);
  const { end, history } = await startExecution({
    stateMachine: {
      name: "machine",
      arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
      roleArn: "arn:aws:iam::123456789012:role/machine",
      definition: handled,
    },
    integrations,
    name: "run",
    input: input as Json,
    realTime: false,
    longestPauseMs: 0,
  }).ended;
  const path = enteredStates(history);
  return end.status === "SUCCEEDED" ? { status: end.status, path } : { ...end, path };
}
