import { distributedMap, type Graph, type GraphNode } from "./graph";

/**
 * A graph without the insides of which an execution's history cannot tell, or has nothing to tell: each item of a
 * Distributed Map is an execution of its own, and of several containers side by side only those that were reached matter.
 */
export function withClosedContainers(graph: Graph, reached: (state: string) => boolean): Graph {
  const areAlternatives = graph.nodes.filter(({ inner }) => inner.length > 0).length > 1;
  const isClosed = ({ name, type }: GraphNode): boolean =>
    type === distributedMap || (areAlternatives && !reached(name));
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({
      ...node,
      inner: isClosed(node) ? [] : node.inner.map((inner) => withClosedContainers(inner, reached)),
    })),
  };
}
