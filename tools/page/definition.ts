/** A state machine's definition in Amazon States Language, as far as it is drawn. Its values may be of any deployment. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state, as far as it is drawn. */
export interface State {
  readonly Type: string;
  readonly Comment?: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly ChoiceRule[];
  readonly Catch?: readonly Catcher[];
  /** States that a Map runs for each item. */
  readonly ItemProcessor?: Definition & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly Branches?: readonly Definition[];
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** A rule of a Choice. */
export interface ChoiceRule {
  /** The rule in words. */
  readonly Comment?: string;
  /** Absent in JSONPath, which definitions of before are written in. */
  readonly Condition?: string;
  readonly Next?: string;
}

/** States inside of a Map or Parallel state. */
export const innerOf = ({ ItemProcessor, Branches = [] }: State): readonly Definition[] =>
  ItemProcessor ? [ItemProcessor] : Branches;

/**
 * Reads the JSON text or object that Terraform, DescribeStateMachine and this repository's stacks hold.
 *
 * @throws Error when it is no definition
 */
export function toDefinition(value: unknown): Definition {
  const definition = (typeof value === "string" ? JSON.parse(value) : value) as Partial<Definition> | null;
  if (typeof definition !== "object" || !definition?.StartAt || !definition.States)
    throw new Error(`This is no state machine definition, it lacks StartAt or States: ${JSON.stringify(value)}`);
  return definition as Definition;
}
