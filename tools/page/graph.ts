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
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  /** States that a Map runs for each item. */
  readonly ItemProcessor?: Definition & { readonly ProcessorConfig?: { readonly Mode?: string } };
  readonly Branches?: readonly Definition[];
}

/** A rule of a Choice. */
interface ChoiceRule {
  /** The rule in words. */
  readonly Comment?: string;
  /** Absent in JSONPath, which definitions of before are written in. */
  readonly Condition?: string;
  readonly Next?: string;
}

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

/** Reason for which an execution goes from one state to another. */
type EdgeKind = "next" | "choice" | "otherwise" | "catch";

/** One arrow of a drawn state machine. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** Empty for `next`. */
  readonly label: string;
}

/** One box of a drawn state machine. */
export interface GraphNode {
  readonly name: string;
  /** The state's `Type`, or `distributedMap`. */
  readonly type: string;
  readonly comment: string;
  /** Graphs inside of it: of a Map one, of a Parallel state several, of others none. */
  readonly inner: readonly Graph[];
}

/** A state machine as boxes and arrows. */
export interface Graph {
  readonly startAt: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly Edge[];
}

/** The type of a Map whose items are executions of their own. */
const distributedMap = "Distributed Map";

/** States inside of a Map or Parallel state. */
const innerOf = ({ ItemProcessor, Branches = [] }: State): readonly Definition[] =>
  ItemProcessor ? [ItemProcessor] : Branches;

/** The boxes and arrows of a definition. */
export const graphOf = ({ StartAt, States }: Definition): Graph => ({
  startAt: StartAt,
  nodes: Object.entries(States).map(([name, state]) => ({
    name,
    type: state.ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED" ? distributedMap : state.Type,
    comment: state.Comment ?? "",
    inner: innerOf(state).map(graphOf),
  })),
  edges: Object.entries(States).flatMap(([name, state]) => merged(edgesFrom(name, state))),
});

const edgesFrom = (from: string, { Next, Choices = [], Default, Catch = [] }: State): Edge[] => [
  ...(Next === undefined ? [] : [{ from, to: Next, kind: "next" as const, label: "" }]),
  ...Choices.map((rule) => ({ from, to: rule.Next ?? "", kind: "choice" as const, label: choiceLabel(rule) })),
  ...(Default === undefined ? [] : [{ from, to: Default, kind: "otherwise" as const, label: "otherwise" }]),
  ...Catch.map(({ ErrorEquals, Next: to }) => ({ from, to, kind: "catch" as const, label: errorsLabel(ErrorEquals) })),
];

/** A rule in few words: its comment, or its condition as `continue`, `not launching`, `followed_by is there`, `status = "Completed"`. */
const choiceLabel = ({ Comment, Condition = "" }: ChoiceRule): string =>
  Comment ??
  Condition.replace(/^\{%\s*|\s*%\}$/g, "")
    // What all conditions ask about says nothing.
    .replaceAll(/\$states\.input\.(?:iterator\.)?/g, "")
    .replaceAll(/\$exists\(([^()]*)\)/g, "$1 is there")
    .replaceAll(/\$not\(([^()]*)\)/g, "not $1");

const errorsLabel = (errors: readonly string[]): string =>
  errors.map((error) => (error === "States.ALL" ? "any error" : error)).join(" or ");

// Two arrows between the same boxes would lie on each other. The first one's kind is the likelier way.
const merged = (edges: readonly Edge[]): Edge[] =>
  [...new Set(edges.map(({ to }) => to))].map((to) => {
    const [first, ...others] = edges.filter((edge) => edge.to === to) as [Edge, ...Edge[]];
    return others.reduce((edge, { label }) => ({ ...edge, label: edge.label && `${edge.label} or ${label}` }), first);
  });

/** All boxes, those inside of others too. */
export const nodesOf = ({ nodes }: Graph): GraphNode[] =>
  nodes.flatMap((node) => [node, ...node.inner.flatMap(nodesOf)]);

/** A graph without the insides of Distributed Maps, whose items are executions of their own with histories of their own. */
export const withClosedMaps = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) => ({
    ...node,
    inner: node.type === distributedMap ? [] : node.inner.map(withClosedMaps),
  })),
});
