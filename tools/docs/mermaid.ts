import { graphOf, type Definition, type Graph, type GraphNode } from "../page/graph";

/** Mermaid shapes by type of state: calls, decisions, ends. */
const shapes: Readonly<Record<string, readonly [open: string, close: string]>> = {
  Task: ["[", "]"],
  Choice: ["{", "}"],
  Wait: ["[/", "/]"],
  Pass: ["(", ")"],
  Succeed: ["([", "])"],
  Fail: ["([", "])"],
};

/**
 * A definition as a Mermaid flowchart, for people: a Map is a frame around what it does for each item, arrows of a Choice carry
 * their conditions, dotted ones are taken after an error.
 *
 * @param closed names of states whose inside is not drawn, since another's is the same
 */
export const mermaid = (definition: Definition, closed: readonly string[] = []): string => {
  const graph = graphOf(definition);
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
  ...edges.map(
    ({ from, to, kind, label }) =>
      `${indent}${id(from)} ${kind === "catch" ? "-.->" : "-->"}${labelled(label)} ${id(to)}`,
  ),
];

const nodeLines = (node: GraphNode, indent: string, closed: readonly string[]): string[] => {
  const { name, type, inner } = node;
  if (inner.length === 0) return [`${indent}${id(name)}${shape(node)}${classes[type] ?? ""}`];
  const title = quoted(`${name} (${type})`);
  if (closed.includes(name)) return [`${indent}${id(name)}[[${title}]]`];
  const inside = inner.flatMap((graph) => lines(graph, `${indent}  `, closed));
  return [`${indent}subgraph ${id(name)} [${title}]`, ...inside, `${indent}end`];
};

const classes: Readonly<Record<string, string>> = { Fail: ":::failed", Succeed: ":::succeeded" };

const shape = ({ name, type }: GraphNode): string => {
  const [open, close] = shapes[type] ?? ["[", "]"];
  return `${open}${quoted(name)}${close}`;
};

// Conditions stand below each other, since long lines push the boxes apart.
const labelled = (label: string): string => (label ? `|${quoted(label).replace(/ (?=(?:or|and) )/g, "<br/>")}|` : "");

const quoted = (text: string): string => `"${text.replaceAll('"', "&quot;")}"`;

const id = (name: string): string => name.replace(/\W/g, "_");
