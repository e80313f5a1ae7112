import type { HistoryEventType } from "@aws-sdk/client-sfn";
import type { DenialOf } from "../iam/iam";
import { textOf, type JsonObject, type Json } from "../json";
import type { Checkpoint } from "./checkpoint";
import type { Flow, State } from "./definition";
import type { MapRun } from "./distributed-map/map-run";
import type { Details, History } from "./history";
import type { Integrations } from "./integrations/integration";
import { evaluate, QueryEvaluationError, type Scope } from "./language/jsonata";
import { endsExecution, StatesError } from "./language/states-error";
import { Stopped } from "./stop";

/** Services as the states of an execution call them. */
export interface Caller {
  readonly integrations: Integrations;
  /** The refusals of the state machine's role. @default it may do everything */
  readonly denialOf?: DenialOf;
}

/** Services that all branches of an execution share. */
export interface Run extends Required<Caller> {
  readonly region: string;
  readonly log: History;
  /** The context object but for what is of a single state. */
  readonly context: () => JsonObject;
  /** Length of a Wait state or of the pause before a retry: milliseconds. */
  readonly pauseMs: (seconds: number) => number;
  /** Begins the Map Run of a Distributed Map. @param flow the states of an item's execution */
  readonly startMapRun: (label: string, flow: Flow) => MapRun;
  readonly runFlow: (branch: Branch) => Promise<Json>;
}

/** More that expressions may name: the result of a call, a caught error, or a context object with more in it. */
type Known = Partial<Scope>;

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

/**
 * A branch of an execution, the state machine itself or a branch of a Parallel state, at one of its states. Where a method takes a
 * holder, that has the fields: the state, unless it is said.
 */
export class Branch {
  /** @param signal of its stop from outside, whose reason is Stopped */
  constructor(
    readonly flow: Flow,
    readonly checkpoint: Checkpoint,
    readonly signal: AbortSignal,
    readonly run: Run,
  ) {}

  /** The name of the state that the branch is at. */
  get name(): string {
    return this.checkpoint.state;
  }

  get state(): State {
    return this.flow.States[this.name] as State;
  }

  /** The state's input, as it came. */
  get input(): Json {
    return this.checkpoint.input;
  }

  /** The context object. Developer guide, "Accessing execution data from the Context object". */
  get context(): JsonObject {
    const { enteredTime = "", retryCount } = this.checkpoint;
    const retries = retryCount === undefined ? {} : { RetryCount: retryCount };
    return { ...this.run.context(), State: { Name: this.name, EnteredTime: enteredTime, ...retries } };
  }

  /** Writes an event that the branch's next one follows. @throws Stopped when the branch has ended */
  write(type: HistoryEventType, details?: Details): number {
    const id = this.note(type, details);
    this.checkpoint.previousEventId = id;
    return id;
  }

  /** Writes an event beside: the branch's next one follows the same as this one. @throws Stopped when the branch has ended */
  note(type: HistoryEventType, details?: Details): number {
    this.signal.throwIfAborted();
    const id = this.run.log.write(this.checkpoint.previousEventId, type, details);
    if (id === undefined) throw new Stopped();
    return id;
  }

  /** Writes that the branch was ended from outside. */
  abort(type: HistoryEventType): void {
    this.run.log.write(this.checkpoint.previousEventId, type);
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
    return evaluate(value, name, { input: this.input, context: this.context, ...known }).catch((error: unknown) => {
      throw error instanceof QueryEvaluationError ? this.told(error) : error;
    });
  }

  /** Calls the service that a state, its reader or its writer names as its `Resource`. @throws StatesError of the service */
  async callService({ Resource }: JsonObject, given: Json): Promise<Json> {
    const call = this.run.integrations[textOf(Resource)];
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
    const { enteredEventId = 0 } = this.checkpoint;
    return `${placedStart}'${this.name}' (entered at the event id #${enteredEventId}). ${cause}`;
  }

  /** Writes into the history that an expression could not be evaluated. @returns the state's error */
  private told({ name: error, message, location }: QueryEvaluationError): StatesError {
    const cause = this.placed(message);
    this.write("EvaluationFailed", {
      evaluationFailedEventDetails: { state: this.name, error, cause, location },
    });
    return new StatesError(error, cause);
  }
}
