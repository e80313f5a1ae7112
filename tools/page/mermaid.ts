import type { Definition } from "./definition";
import { graphOf, type Edge, type Graph, type GraphNode } from "./graph";

/** Mermaid shapes by type of state: calls, decisions, ends. */
const shapes: Readonly<Record<string, readonly [open: string, close: string]>> = {
  Task: ["[", "]"],
  Choice: ["{", "}"],
  Wait: ["[/", "/]"],
  Pass: ["(", ")"],
  Succeed: ["([", "])"],
  Fail: ["([", "])"],
};

const arrows: Readonly<Record<Edge["kind"], string>> = {
  next: "-->",
  choice: "-->",
  otherwise: "-->",
  catch: "-.->",
};

/**
 * A definition as a Mermaid flowchart, for people: a Map is a frame around what it does for each item, Pass states that
 * follow each other share a box, arrows of a Choice carry their conditions, dotted ones are taken after an error.
 *
 * @param closed names of states whose inside is not drawn, since another's is the same
 */
export const mermaid = (definition: Definition, closed: readonly string[] = []): string => {
  const graph = withJoinedPasses(graphOf(definition));
  return [
    "flowchart TD",
    `  start(( )) --> ${id(graph.startAt)}`,
    ...lines(graph, "  ", closed),
    "  classDef failed stroke:#ab1f17",
    "  classDef succeeded stroke:#17641a",
  ].join("\n");
};

const lines = ({ nodes, edges }: Graph, indent: string, closed: readonly string[]): string[] => [
  ...nodes.flatMap((node) => nodeLines(node, indent, closed)),
  ...edges.map(({ from, to, kind, label }) => `${indent}${id(from)} ${arrows[kind]}${labelled(label)} ${id(to)}`),
];

const nodeLines = (node: GraphNode, indent: string, closed: readonly string[]): string[] => {
  const { name, type, inner } = node;
  if (inner.length === 0) return [`${indent}${id(name)}${shape(node)}${classes[type] ?? ""}`];
  const title = quoted(`${name} (${type})`);
  if (closed.includes(name)) return [`${indent}${id(name)}[[${title}]]`];
  const inside = inner.flatMap((graph) => lines(withJoinedPasses(graph), `${indent}  `, closed));
  return [`${indent}subgraph ${id(name)} [${title}]`, ...inside, `${indent}end`];
};

const classes: Readonly<Record<string, string>> = { Fail: ":::failed", Succeed: ":::succeeded" };

const shape = ({ name, type }: GraphNode): string => {
  const [open, close] = shapes[type] ?? ["[", "]"];
  return `${open}${quoted(name).replaceAll("\n", "<br/>")}${close}`;
};

// Conditions stand below each other, since long lines push the boxes apart.
const labelled = (label: string): string => (label ? `|${quoted(label).replace(/ (?=(?:or|and) )/g, "<br/>")}|` : "");

const quoted = (text: string): string => `"${text.replaceAll('"', "&quot;")}"`;

const id = (name: string): string => name.replace(/\W/g, "_");

/**
 * A graph in which Pass states that do nothing but follow each other are one box, whose name has a line for each: together
 * they say what happens, one by one they only say how Amazon States Language must put it.
 */
function withJoinedPasses(graph: Graph): Graph {
  const joint = graph.edges.find((edge) => isJoint(edge, graph));
  if (!joint) return graph;
  const { from, to } = joint;
  const name = `${from}\n${to}`;
  const renamed = (state: string): string => (state === from || state === to ? name : state);
  return withJoinedPasses({
    startAt: renamed(graph.startAt),
    nodes: graph.nodes.flatMap((node) => (node.name === to ? [] : [{ ...node, name: renamed(node.name) }])),
    edges: graph.edges
      .filter((edge) => edge !== joint)
      .map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) })),
  });
}

/** The only way out of one Pass state, and the only way into the next. */
const isJoint = (edge: Edge, { startAt, nodes, edges }: Graph): boolean =>
  edge.from !== edge.to &&
  edge.to !== startAt &&
  [edge.from, edge.to].every((state) => isPass(nodes.find(({ name }) => name === state))) &&
  edges.filter(({ from, to }) => from === edge.from || to === edge.to).length === 1;

const isPass = (node: GraphNode | undefined): boolean => node?.type === "Pass";
