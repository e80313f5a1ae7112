import type { Definition } from "./definition";
import { graphOf, type Edge, type Graph, type GraphNode } from "./graph";

/** How Mermaid draws a state, so that its type can be told: what is called, what decides, what ends. */
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
 * A definition as a Mermaid flowchart: a Map is a frame around what it does for each item, arrows of a Choice carry their
 * conditions, dotted ones are taken after an error.
 */
export const mermaid = (definition: Definition): string => {
  const graph = graphOf(definition);
  return [
    "flowchart TD",
    `  start(( )) --> ${id(graph.startAt)}`,
    ...lines(graph, "  "),
    "  classDef failed stroke:#ab1f17",
    "  classDef succeeded stroke:#17641a",
  ].join("\n");
};

const lines = ({ nodes, edges }: Graph, indent: string): string[] => [
  ...nodes.flatMap((node) => nodeLines(node, indent)),
  ...edges.map(({ from, to, kind, label }) => `${indent}${id(from)} ${arrows[kind]}${labelled(label)} ${id(to)}`),
];

const nodeLines = (node: GraphNode, indent: string): string[] => {
  if (node.inner.length === 0) return [`${indent}${id(node.name)}${shape(node)}${classes[node.type] ?? ""}`];
  const inner = node.inner.flatMap((graph) => lines(graph, `${indent}  `));
  return [`${indent}subgraph ${id(node.name)} [${quoted(`${node.name} (${node.type})`)}]`, ...inner, `${indent}end`];
};

const classes: Readonly<Record<string, string>> = { Fail: ":::failed", Succeed: ":::succeeded" };

const shape = ({ name, type }: GraphNode): string => {
  const [open, close] = shapes[type] ?? ["[", "]"];
  return `${open}${quoted(name)}${close}`;
};

// Alternatives stand below each other, since long lines push the boxes apart.
const labelled = (label: string): string => (label ? `|${quoted(label).replaceAll(" or ", "<br/>or ")}|` : "");

const quoted = (text: string): string => `"${text.replaceAll('"', "&quot;")}"`;

const id = (name: string): string => name.replace(/\W/g, "_");
