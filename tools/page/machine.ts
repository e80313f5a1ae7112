import { drawing } from "./drawing";
import { graphOf, nodesOf, withClosedMaps, type GraphNode } from "./graph";
import { html, type Html } from "./html";
import { badge, outcomeWords } from "./look";
import type { RunModel } from "./model";
import { outcomes, summarize, type ExecutionSummary } from "./execution";
import { folded, scrollable, table, type Column } from "./table";

/** The state machine as a drawing, and the same as a table for those who cannot see it. */
export function machine(run: RunModel, id: string): Html {
  const execution = summarize(run.history, run.status);
  const graph = withClosedMaps(graphOf(run.definition));
  const nodes = nodesOf(graph);
  return html`<section>
    <h3>State machine</h3>
    <p class="legend">${outcomes.map((outcome) => badge(outcome, outcomeWords[outcome]))}</p>
    ${scrollable(`State machine of ${run.name}`, drawing(graph, execution, `State machine of ${run.name}; its states are listed in the table below`), "drawing")}
    ${folded(`${id}-states`, `States (${nodes.length})`, table("States and what became of them", columnsFor(execution), nodes))}
  </section>`;
}

const columnsFor = ({ states }: ExecutionSummary): readonly Column<GraphNode>[] => [
  { heading: "State", cell: ({ name }) => name },
  { heading: "Type", cell: ({ type }) => type },
  {
    heading: "Outcome",
    cell: ({ name }) => {
      const outcome = states.get(name)?.outcome ?? "notReached";
      return badge(outcome, outcomeWords[outcome]);
    },
  },
  { heading: "Visits", cell: ({ name }) => states.get(name)?.visits ?? 0 },
  { heading: "Retries", cell: ({ name }) => states.get(name)?.retries ?? 0 },
  { heading: "Last error", cell: ({ name }) => states.get(name)?.error },
];
