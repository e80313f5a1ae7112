import { Graph as LayoutGraph, layout } from "@dagrejs/dagre";
import type { Edge, Graph, GraphNode } from "./graph";

/** Lengths are in pixels, places relative to the graph that a box is in. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box with its place: `x` and `y` are its left upper corner. */
export interface PlacedNode extends Size, Point {
  readonly node: GraphNode;
  readonly inner: readonly (PlacedGraph & Point)[];
}

export interface PlacedEdge {
  readonly edge: Edge;
  readonly points: readonly Point[];
}

/** A graph in which everything has a place. */
export interface PlacedGraph extends Size {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  /** The arrow to the first box, out of nowhere. */
  readonly start: readonly Point[];
}

/** Room in a container: above for its own name, and around what is inside. */
const containerHead = 48;
const containerPadding = 12;

// No state has such a name.
const nowhere = "\u0002";
const startSize = 12;

const spacing = {
  rankdir: "TB",
  rankalign: "top",
  nodesep: 18,
  edgesep: 12,
  ranksep: 30,
  marginx: 6,
  marginy: 6,
};

/**
 * Places boxes and arrows from top to bottom. A container is laid out first, and is one large box to those around it.
 *
 * @param sizeOf of a box without anything inside, and the least size of a container
 */
export function place(graph: Graph, sizeOf: (node: GraphNode) => Size): PlacedGraph {
  const boxes = graph.nodes.map((node) => box(node, sizeOf));
  const drawing = new LayoutGraph().setGraph(spacing).setDefaultEdgeLabel(() => ({}));
  for (const { node, width, height } of boxes) drawing.setNode(node.name, { width, height });
  drawing.setNode(nowhere, { width: startSize, height: startSize }).setEdge(nowhere, graph.startAt);
  for (const edge of graph.edges) drawing.setEdge(edge.from, edge.to, { weight: weightOf(edge, graph) });
  layout(drawing);

  const nodes = boxes.map((one) => ({ ...one, ...cornerOf(drawing.node(one.node.name)) }));
  const placedNode = (name: string) => nodes.find(({ node }) => node.name === name) as PlacedNode;
  const pointsOf = ({ from, to }: Edge): readonly Point[] =>
    pathBetween(placedNode(from), placedNode(to), drawing.edge(from, to).points);
  return {
    width: drawing.graph().width,
    height: drawing.graph().height,
    nodes,
    edges: graph.edges.map((edge) => ({ edge, points: pointsOf(edge) })),
    start: [drawing.node(nowhere), ...drawing.edge(nowhere, graph.startAt).points.slice(1)],
  };
}

// The heavier, the straighter: the way without faults is to be seen at once, the others may bend around it.
const weightOf = ({ to, kind }: Edge, { nodes }: Graph): number =>
  kind === "catch" || nodes.some(({ name, type }) => name === to && type === "Fail") ? 0 : 1;

const cornerOf = ({ x, y, width, height }: Size & Point): Point => ({ x: x - width / 2, y: y - height / 2 });

/** Arrows lead down from the middle of a box to the middle of the next; only those that lead back go their own ways. */
function pathBetween(source: PlacedNode, target: PlacedNode, points: readonly Point[]): readonly Point[] {
  const start = { x: source.x + source.width / 2, y: source.y + source.height };
  if (start.y > target.y) return points;
  return [start, ...points.slice(2, -2), { x: target.x + target.width / 2, y: target.y }];
}

function box(node: GraphNode, sizeOf: (node: GraphNode) => Size): Omit<PlacedNode, "x" | "y"> {
  const own = sizeOf(node);
  if (node.inner.length === 0) return { node, ...own, inner: [] };
  const inner = sideBySide(node.inner.map((graph) => place(graph, sizeOf)));
  const last = inner.at(-1) as PlacedGraph & Point;
  return {
    node,
    inner,
    width: Math.max(own.width, last.x + last.width + containerPadding),
    height: containerHead + Math.max(...inner.map(({ height }) => height)) + containerPadding,
  };
}

const sideBySide = (graphs: readonly PlacedGraph[]): (PlacedGraph & Point)[] =>
  graphs.reduce<(PlacedGraph & Point)[]>((placed, graph) => {
    const left = placed.at(-1);
    return [...placed, { ...graph, x: left ? left.x + left.width : containerPadding, y: containerHead }];
  }, []);
