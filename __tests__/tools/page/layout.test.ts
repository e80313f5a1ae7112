import fc from "../../support/seeded";
import { toDefinition, type State } from "../../../tools/page/graph";
import { graphOf, type Graph } from "../../../tools/page/graph";
import { place, type PlacedGraph, type PlacedNode } from "../../../tools/page/layout";
import { definitions } from "../../support/page-model";

const size = { width: 100, height: 44 };

const inside = (node: PlacedNode, { width, height }: PlacedGraph): boolean =>
  node.x >= 0 && node.y >= 0 && node.x + node.width <= width && node.y + node.height <= height;

const overlap = (one: PlacedNode, other: PlacedNode): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** What would make a drawing unreadable: names of boxes that lie on each other or stick out, and arrows without a way. */
const faults = (graph: PlacedGraph): string[] => [
  ...graph.nodes.flatMap((node, index) => [
    ...(inside(node, graph) ? [] : [`${node.node.name} sticks out`]),
    ...graph.nodes
      .slice(index + 1)
      .filter((other) => overlap(node, other))
      .map((other) => `${node.node.name} lies on ${other.node.name}`),
    ...node.inner.flatMap((inner) => [
      ...(inner.x + inner.width <= node.width && inner.y + inner.height <= node.height ? [] : ["container too small"]),
      ...faults(inner),
    ]),
  ]),
  ...graph.edges
    .filter(({ points }) => points.length < 2 || points.some(({ x, y }) => Number.isNaN(x + y)))
    .map(({ edge }) => `no way from ${edge.from} to ${edge.to}`),
];

const namesIn = ({ nodes }: Graph): string[] => nodes.map(({ name }) => name);

describe("Given a state machine to be drawn", () => {
  it.each([1, 2] as const)("When it is pattern %d, then no box lies on another, and each is there once", (pattern) => {
    const graph = graphOf(definitions[pattern]);
    const placed = place(graph, () => size);
    expect({ faults: faults(placed), names: placed.nodes.map(({ node }) => node.name).sort() }).toEqual({
      faults: [],
      names: namesIn(graph).sort(),
    });
  });

  it("When it is any state machine, loops and unreachable states included, then the same holds", () => {
    const name = fc.constantFrom("A", "B", "C", "D", "E", "F");
    const state: fc.Arbitrary<State> = fc.oneof(
      fc.record({
        Type: fc.constant("Task"),
        Next: name,
        Catch: fc.array(fc.record({ ErrorEquals: fc.constant(["X"]), Next: name })),
      }),
      fc.record({ Type: fc.constant("Choice"), Choices: fc.array(fc.record({ Next: name })), Default: name }),
      fc.constant({ Type: "Fail" }),
      fc.record({
        Type: fc.constant("Parallel"),
        Branches: fc.array(fc.constant({ StartAt: "I", States: { I: { Type: "Pass" } } }), {
          minLength: 1,
          maxLength: 3,
        }),
        Next: name,
      }),
    );
    const states = fc.tuple(state, state, state, state, state, state);
    fc.assert(
      fc.property(states, ([A, B, C, D, E, F]) => {
        const graph = graphOf(toDefinition({ StartAt: "A", States: { A, B, C, D, E, F } }));
        const placed = place(graph, () => size);
        expect({ faults: faults(placed), names: placed.nodes.map(({ node }) => node.name).sort() }).toEqual({
          faults: [],
          names: namesIn(graph).sort(),
        });
      }),
      { numRuns: 60 },
    );
  });
});
