import type { Edge, Graph, GraphNode } from "./graph";

/**
 * A graph in which Pass states that do nothing but follow each other are one box, whose name has a line for each: together
 * they say what happens, one by one they only say how Amazon States Language must put it.
 */
export function withJoinedPasses(graph: Graph): Graph {
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
