// The package's own declarations cannot be resolved by Node's rules, so what is used of it is declared here.
declare module "@dagrejs/dagre" {
  interface Box {
    readonly width: number;
    readonly height: number;
  }

  interface Point {
    readonly x: number;
    readonly y: number;
  }

  /** A directed graph. */
  export class Graph {
    /** @param label how it is laid out: https://github.com/dagrejs/dagre/wiki#configuring-the-layout */
    setGraph(label: Readonly<Record<string, string | number>>): this;
    setDefaultEdgeLabel(label: () => object): this;
    setNode(name: string, box: Box): this;
    setEdge(from: string, to: string, label?: { readonly weight: number }): this;
    /** After `layout`: the size of the whole. */
    graph(): Box;
    /** After `layout`: a box with its centre. */
    node(name: string): Box & Point;
    /** After `layout`: the points of an arrow, from box to box. */
    edge(from: string, to: string): { readonly points: readonly Point[] };
  }

  /** Gives every box and arrow its place. */
  export function layout(graph: Graph): void;
}
