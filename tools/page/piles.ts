import type { Graph, GraphNode } from "./graph";

/**
 * Piles of boxes that stand together in the drawing: most stand alone, but the Fail states that one and the same state leads to
 * are piled up, since side by side they would make the drawing wider than a screen.
 */
export function pilesOf(graph: Graph): (readonly GraphNode[])[] {
  const pileOf = new Map<string, GraphNode[]>();
  for (const node of graph.nodes) {
    const key = keyOf(node, graph);
    const pile = pileOf.get(key);
    if (pile) pile.push(node);
    else pileOf.set(key, [node]);
  }
  return [...pileOf.values()];
}

function keyOf({ name, type }: GraphNode, { edges }: Graph): string {
  const sources = edges.filter(({ to }) => to === name).map(({ from }) => from);
  return type === "Fail" && sources.length === 1 ? `after ${String(sources[0])}` : `state ${name}`;
}
