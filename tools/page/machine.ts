import { summarize, outcomes, type ExecutionSummary, type StateSummary } from "./execution";
import { graphOf, nodesOf, withClosedMaps, type Graph, type GraphNode } from "./graph";
import { html, type Html } from "./html";
import { place, type PlacedEdge, type PlacedGraph, type PlacedNode, type Point, type Size } from "./layout";
import { badge, outcomeWords } from "./look";
import { nameOf } from "./headline";
import type { ReportedRun } from "./model";
import { folded, scrollable, table, type Column } from "./table";

/** The state machine as a drawing, and the same as a table for those who cannot see it. */
export function machine(run: ReportedRun, id: string): Html {
  const execution = summarize(run.history, run.executionStatus);
  const stateOf: StateOf = (name) => execution.states.get(name) ?? { outcome: "notReached", visits: 0, retries: 0 };
  const graph = withClosedMaps(graphOf(run.definition));
  const nodes = nodesOf(graph);
  const title = `State machine of ${nameOf(run)}`;
  return html`<section>
    <h3>State machine</h3>
    <p class="legend">${outcomes.map((outcome) => badge(outcome, outcomeWords[outcome]))}</p>
    ${scrollable(title, drawing(graph, execution, stateOf, `${title}; its states are listed in the table below`), "drawing")}
    ${folded(`${id}-states`, `States (${nodes.length})`, table("States and what became of them", columnsFor(stateOf), nodes))}
  </section>`;
}

type StateOf = (name: string) => StateSummary;

const columnsFor = (stateOf: StateOf): readonly Column<GraphNode>[] => [
  { heading: "State", cell: ({ name }) => name },
  { heading: "Type", cell: ({ type }) => type },
  {
    heading: "Outcome",
    cell: ({ name }) => badge(stateOf(name).outcome, outcomeWords[stateOf(name).outcome]),
  },
  { heading: "Visits", cell: ({ name }) => stateOf(name).visits },
  { heading: "Retries", cell: ({ name }) => stateOf(name).retries },
  { heading: "Last error", cell: ({ name }) => stateOf(name).error },
];

/** Widths of letters in pixels, on the generous side, since fonts differ. */
const nameLetter = 9.6;
const noteLetter = 6.8;
const beforeText = 34;
const afterText = 10;
const nodeHeight = 44;

/**
 * Draws a state machine with each state's outcome.
 *
 * @param label what the drawing is, for those who cannot see it; what it says stands in a table beside it
 */
function drawing(graph: Graph, execution: ExecutionSummary, stateOf: StateOf, label: string): Html {
  const placed = place(graph, (node) => sizeOf(node, stateOf(node.name)));
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height)];
  return html`<svg
    class="machine"
    role="img"
    aria-label="${label}"
    style="--width:${width}px"
    viewBox="0 0 ${width} ${height}"
  >
    ${graphMarkup(placed, execution, stateOf)}
  </svg>`;
}

const graphMarkup = (graph: PlacedGraph, execution: ExecutionSummary, stateOf: StateOf): Html =>
  html` <path class="edge went" marker-end="url(#arrow-went)" d="${pathThrough(graph.start)}" />
    <circle class="start" cx="${rounded(graph.start[0]?.x)}" cy="${rounded(graph.start[0]?.y)}" r="5" />
    ${wentLast(graph.edges, execution).map((edge) => edgeMarkup(edge, execution))}
    ${graph.nodes.map((node) => nodeMarkup(node, execution, stateOf))}`;

/** Order of drawing: later elements lie above earlier ones. */
const wentLast = (edges: readonly PlacedEdge[], { went }: ExecutionSummary): PlacedEdge[] =>
  [false, true].flatMap((gone) => edges.filter(({ edge }) => went(edge.from, edge.to) === gone));

function edgeMarkup({ edge, points }: PlacedEdge, { went }: ExecutionSummary): Html {
  const gone = went(edge.from, edge.to);
  const title = edge.label && html`<title>${edge.label}</title>`;
  return html`<path
    class="edge ${edge.kind}${gone ? " went" : ""}"
    data-from="${edge.from}"
    data-to="${edge.to}"
    marker-end="url(#arrow${gone ? "-went" : ""})"
    d="${pathThrough(points)}"
    >${title}</path
  >`;
}

function nodeMarkup(placed: PlacedNode, execution: ExecutionSummary, stateOf: StateOf): Html {
  const { node, x, y, width, height, inner } = placed;
  const state = stateOf(node.name);
  const title = [outcomeWords[state.outcome], node.comment, state.error].filter(Boolean).join(" – ");
  return html` <g
    class="state ${state.outcome}"
    data-state="${node.name}"
    data-outcome="${state.outcome}"
    transform="translate(${rounded(x)} ${rounded(y)})"
  >
    <title>${node.name}: ${title}</title>
    <rect width="${rounded(width)}" height="${rounded(height)}" rx="6" />
    <use href="#icon-${state.outcome}" x="10" y="14" width="16" height="16" />
    <text x="${beforeText}" y="19">${node.name}</text>
    <text class="note" x="${beforeText}" y="35">${noteOf(node, state)}</text>
    ${inner.map((graph) => html`<g transform="translate(${rounded(graph.x)} ${rounded(graph.y)})">${graphMarkup(graph, execution, stateOf)}</g>`)}
  </g>`;
}

/** The line below a state's name: its type, and the number of tries. */
const noteOf = ({ type }: GraphNode, { visits, retries }: StateSummary): string =>
  [
    type,
    ...(visits > 1 ? [`${visits} visits`] : []),
    ...(retries > 0 ? [retries === 1 ? "1 retry" : `${retries} retries`] : []),
  ].join(" · ");

const sizeOf = (node: GraphNode, state: StateSummary): Size => ({
  width: beforeText + afterText + Math.max(node.name.length * nameLetter, noteOf(node, state).length * noteLetter),
  height: nodeHeight,
});

const rounded = (value = 0): number => Math.round(value * 10) / 10;

const pair = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;

const middle = (from: Point, to: Point): Point => ({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });

/** A smooth line: from box to box it bends at both ends, and each further point draws it towards itself. */
function pathThrough(points: readonly Point[]): string {
  const [start, end] = [points[0] as Point, points.at(-1) as Point];
  const half = (start.y + end.y) / 2;
  if (points.length === 2)
    return `M${pair(start)}C${pair({ x: start.x, y: half })} ${pair({ x: end.x, y: half })} ${pair(end)}`;
  const bends = points
    .slice(1, -1)
    .map((point, index) => `Q${pair(point)} ${pair(middle(point, points[index + 2] as Point))}`);
  return [`M${pair(start)}`, ...bends, `L${pair(end)}`].join("");
}
