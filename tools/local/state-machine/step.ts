import { isObject, textOf, type Json, type JsonObject } from "../json";
import type { Branch } from "./branch";
import type { State } from "./definition";
import { evaluate, QueryEvaluationError, type Scope } from "./language/jsonata";
import { endsExecution, StatesError } from "./language/states-error";

/** Result of a call, or a caught error, for the expressions that may name it. */
type Known = Pick<Scope, "result" | "errorOutput">;

/** End of a state. */
export interface Outcome {
  readonly output: Json;
  /** The state that follows, unless it is the one that `Next` names. */
  readonly next?: string;
}

interface Types {
  readonly array: readonly Json[];
  readonly boolean: boolean;
  readonly number: number;
  readonly string: string;
}

const typeOf = (value: Json): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

const placedStart = "An error occurred while executing the state ";

/** A state on its way. Where a method takes a holder, that has the fields: the state, unless it is said. */
export class Step {
  constructor(
    readonly name: string,
    readonly state: State,
    readonly scope: Scope,
    readonly branch: Branch,
  ) {}

  /** The step with more in its context object, e.g. `RetryCount` in `State`. */
  withContext(more: JsonObject): Step {
    const context = { ...this.scope.context };
    for (const [key, value] of Object.entries(more))
      context[key] = isObject(value) && isObject(context[key]) ? { ...context[key], ...value } : value;
    return new Step(this.name, this.state, { ...this.scope, context }, this.branch);
  }

  /** Errors of the execution itself say where they happened. */
  withPlace(error: StatesError): StatesError {
    return endsExecution(error) ? new StatesError("States.Runtime", this.placed(error.message)) : error;
  }

  /**
   * A field with each expression in it evaluated.
   *
   * @returns undefined when it is not given
   * @throws StatesError `States.QueryEvaluationError`
   */
  async field(name: string, holder: JsonObject = this.state, known: Known = {}): Promise<Json | undefined> {
    const value = holder[name];
    if (value === undefined) return undefined;
    return evaluate(value, name, { ...this.scope, ...known }).catch((error: unknown) => {
      throw error instanceof QueryEvaluationError ? this.told(error) : error;
    });
  }

  /** Calls the service that a state, its reader or its writer names as its `Resource`. @throws StatesError of the service */
  async callService({ Resource }: JsonObject, given: Json): Promise<Json> {
    const call = this.branch.run.integrations[textOf(Resource)];
    if (!call) throw new Error(`${textOf(Resource)} cannot be run here`);
    return call(given);
  }

  /** The end of a state by its `Output`. @param otherwise the output of one that has none */
  async ended(otherwise: Json, known: Known = {}, holder: JsonObject = this.state): Promise<Outcome> {
    const [output = otherwise] = [await this.field("Output", holder, known)];
    return { output };
  }

  /**
   * A field that must have values of one type. Amazon States Language, "States.QueryEvaluationError": "an incorrectly typed result".
   *
   * @throws StatesError `States.QueryEvaluationError`
   */
  async typed<Type extends keyof Types>(
    name: string,
    type: Type,
    holder: JsonObject = this.state,
  ): Promise<Types[Type] | undefined> {
    const value = await this.field(name, holder);
    if (value === undefined || typeOf(value) === type) return value as Types[Type] | undefined;
    const expression = JSON.stringify(holder[name]).replace(/^"\{%\s*|\s*%\}"$/g, "");
    const fault =
      `The JSONata expression '${expression}' specified for the field '${name}' returned an unexpected result type. ` +
      `Expected '${type}', but was '${typeOf(value)}' for value: ${JSON.stringify(value)}`;
    throw this.told(new QueryEvaluationError(fault, name));
  }

  /** A field that must be a whole number, 0 or more. @throws StatesError `States.QueryEvaluationError` */
  async wholeNumber(name: string): Promise<number | undefined> {
    const value = await this.typed(name, "number");
    if (value === undefined || (Number.isInteger(value) && value >= 0)) return value;
    const fault = value < 0 ? "references a negative value" : "cannot be parsed as a long value";
    throw this.told(new QueryEvaluationError(`The ${name} ${fault}: ${value}`, name));
  }

  /** The Cause as AWS words it: with the state that the error happened in. */
  private placed(cause: string): string {
    if (cause.startsWith(placedStart)) return cause;
    const { enteredEventId = 0 } = this.branch.checkpoint;
    return `${placedStart}'${this.name}' (entered at the event id #${enteredEventId}). ${cause}`;
  }

  /** Writes into the history that an expression could not be evaluated. @returns the state's error */
  private told({ name: error, message, location }: QueryEvaluationError): StatesError {
    const cause = this.placed(message);
    this.branch.write("EvaluationFailed", {
      evaluationFailedEventDetails: { state: this.name, error, cause, location },
    });
    return new StatesError(error, cause);
  }
}
