import { StateMachine } from "../../tools/local/state-machine/engine";
import type { Definition } from "../../stacks/asl";

/** What stands in for a Task state: given the state's effective input, it answers or throws. */
export type TaskHandler = (input: never) => unknown;

export interface Outcome {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly error?: string;
  readonly cause?: string;
  /** Names of the states entered, in order. */
  readonly path: readonly string[];
}

/** An error as a service integration raises it: `name` is what `ErrorEquals` matches, `message` is the Cause. */
export const serviceError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Interprets a definition with a handler for each Task state; Wait states and retries take no time. */
export async function interpret(
  definition: Definition,
  input: unknown,
  handlers: Readonly<Record<string, TaskHandler>>,
): Promise<Outcome> {
  const none = new Proxy({}, { get: () => 0, has: () => true });
  const execution = new StateMachine(definition as never).run(input as never, {
    context: {
      Execution: { Id: "arn:aws:states:eu-west-1:123456789012:execution:machine:run", Input: input },
      State: { EnteredTime: "2026-11-24T22:48:54.123Z" },
    } as never,
    overrides: {
      taskResourceLocalHandlers: handlers as never,
      waitTimeOverrides: none,
      retryIntervalOverrides: none,
    },
  });
  const path: string[] = [];
  const failure = execution.result.then(
    () => undefined,
    (error: unknown) => error,
  );
  for await (const event of execution.eventLogs) if (event.type === "StateEntered") path.push(event.state.name);
  const error = (await failure) as { cause?: Error } | undefined;
  if (error === undefined) return { status: "SUCCEEDED", path };
  return { status: "FAILED", error: error.cause?.name ?? "", cause: error.cause?.message ?? "", path };
}
