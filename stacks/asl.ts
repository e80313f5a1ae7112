/** A state of Amazon States Language, as plain data. */
export type State = Readonly<Record<string, unknown>> & { readonly Type: string };

/** States by name, in the order in which a reader meets them. */
export type States = Readonly<Record<string, State>>;

/** A state machine's definition. */
export interface Definition {
  readonly Comment: string;
  readonly QueryLanguage: "JSONata";
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: States;
}

/**
 * Tries again after any of `errors`, twice as long after each attempt, spread over the whole interval so that parallel retries
 * do not meet again.
 */
export const retry = (errors: readonly string[], maxAttempts: number) => ({
  ErrorEquals: errors,
  IntervalSeconds: 2,
  MaxAttempts: maxAttempts,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
});

/** Never tries again after any of `errors`: they would come back the same. */
export const noRetry = (errors: readonly string[]) => ({ ErrorEquals: errors, MaxAttempts: 0 });

/** A Fail state with an error that is known when the definition is written. */
export const fail = (error: string, cause: string): State => ({ Type: "Fail", Error: error, Cause: cause });

/** A text that a state evaluates: an expression of JSONata. It has one line: validators take no more. */
export const jsonata = (expression: string): string => `{% ${expression.replaceAll("\n", " ")} %}`;

/** The output of a state that goes on with its input as it was. */
export const sameInput = jsonata("$states.input");

/** The output of a state that goes on with its input and more. @param more expressions by attribute */
export const inputWith = (more: Readonly<Record<string, string>>): string => {
  const attributes = Object.entries(more).map(([name, expression]) => `"${name}": ${expression}`);
  return jsonata(`$merge([$states.input, {${attributes.join(", ")}}])`);
};

/** A rule of a Choice. @param comment its words, which the console shows; for a condition that is not readable itself */
export const rule = (condition: string, next: string, comment?: string) => ({
  ...(comment !== undefined && { Comment: comment }),
  Condition: jsonata(condition),
  Next: next,
});

/** Time by which a state machine may outlast the longest workflow it runs, for the last polls and the stopping of tasks. */
const settlingSeconds = 3_600;

/** The time limit of an execution whose workflows may take up to `maxTimeoutSeconds`. */
export const executionTimeoutSeconds = (maxTimeoutSeconds: number): number => maxTimeoutSeconds + settlingSeconds;

/**
 * Tries again for six minutes, after 2, 4, 8, 16, 32 and then each 60 seconds: a function in a VPC that rested for weeks is
 * Inactive, and its calls fail for a minute or more (Lambda developer guide, "Function states"). No jitter, which could use the
 * retries up within that minute.
 */
const invokeRetry = {
  ErrorEquals: ["States.ALL"],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  MaxAttempts: 10,
};

/** An expression: the last answer of a function. */
export const iterator = "$states.input.iterator";

/**
 * Calls a Lambda function, by default with its last answer, and keeps its answer as `iterator`, all there is in the state after it.
 *
 * @param fatalErrors the function's own errors that no retry would mend
 */
export const invoke = (functionArn: string, payload: unknown = jsonata(iterator), fatalErrors: string[] = []) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: functionArn, Payload: payload },
  Output: { iterator: jsonata("$states.result.Payload") },
  Retry: [...(fatalErrors.length > 0 ? [noRetry(fatalErrors)] : []), invokeRetry],
});
