import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { withAttempts } from "./attempt";
import { durationText, timeText } from "./duration";
import { numberOfRows } from "./headline";
import { html, type Html } from "./html";
import { badge, taskOutcomes } from "./look";
import type { RunModel } from "./model";
import { folded, scrollable, table, type Column } from "./table";

/** The task's name, which leads to its log where that has a page. */
export const taskLink = ({ task_name, ecs_task_id }: DetailRow, { logUrls = {} }: RunModel): Html | string => {
  const url = logUrls[ecs_task_id];
  return url === undefined ? task_name : html`<a href="${url}">${task_name}</a>`;
};

const taskColumns = (run: RunModel): readonly Column<DetailRow>[] => [
  { heading: "Task", cell: (row) => taskLink(row, run) },
  { heading: "Status", cell: ({ status }) => badge(taskOutcomes[status], status) },
  { heading: "Started", cell: ({ start_time }) => html`<time datetime="${start_time}">${timeText(start_time)}</time>` },
  {
    heading: "Ran for",
    cell: ({ exec_time_in_seconds: seconds }) => (seconds === undefined ? "–" : durationText(seconds)),
  },
  { heading: "Object written, or reason", cell: ({ destination_key, reason }) => destination_key ?? reason ?? "–" },
];

/** Note for a page that does not show all tasks. */
function others(run: RunModel): Html | undefined {
  const { details } = run;
  const all = numberOfRows(run);
  if (all <= details.length || details.length === 0) return undefined;
  return html`<p>
    ${details.length} of ${all} tasks are shown: those that did not complete, then the first of the list.
  </p>`;
}

function noTasks(run: RunModel): string {
  if (numberOfRows(run) > 0) return "The rows of its tasks are gone: their time to live is over.";
  return run.status === "RUNNING" ? "No task has been launched yet." : "No task was launched.";
}

/** The tasks as people read them, to be searched. */
export const tasks = (run: RunModel, id: string): Html => {
  const { name, details } = run;
  return html`<section>
    <h3>Tasks</h3>
    ${others(run)}
    ${
      details.length === 0
        ? html`<p>${noTasks(run)}</p>`
        : html`<p class="filter" hidden>
              <label for="${id}-filter">Show only tasks with</label>
              <input id="${id}-filter" type="search" data-filters="${id}-tasks" /> <span role="status"></span>
            </p>
            <div id="${id}-tasks">
              ${scrollable(`Tasks of ${name}`, table("Tasks", withAttempts(taskColumns(run), details), details), "long")}
            </div>`
    }
  </section>`;
};

/** The audit rows as the tables hold them, and what lies in the bucket. */
export const audit = ({ name, status, summary, details, objects }: RunModel, id: string): Html =>
  html`<section>
    <h3>Audit rows and objects</h3>
    ${
      summary
        ? folded(
            `${id}-summary`,
            html`Summary row ${badge(taskOutcomes[summary.status], summary.status)}`,
            summaryTable(summary),
          )
        : html`<p>
            ${status === "RUNNING" ? "There is no summary row yet." : "There is no summary row: the workflow was refused before it began."}
          </p>`
    }
    ${folded(`${id}-details`, `Detail rows (${details.length})`, scrollable(`Detail rows of ${name}`, table("Detail rows", attributesOf(details), details), "wide"))}
    ${
      objects &&
      folded(
        `${id}-objects`,
        `Objects in the bucket (${objects.length})`,
        html`<ul class="objects">
          ${objects.map((key) => html`<li>${key}</li>`)}
        </ul>`,
      )
    }
  </section>`;

const summaryTable = (summary: SummaryRow): Html =>
  table(
    "Summary row",
    [
      { heading: "Attribute", cell: ([name]) => name },
      {
        heading: "Value",
        cell: ([name, value]) => (name === "workflow_specs" ? html`<pre>${indented(value)}</pre>` : value),
      },
    ],
    Object.entries(summary as unknown as Record<string, string | number>),
  );

/** The execution's input, which a person may have written in one line; as it is when it is no JSON. */
function indented(specs: string | number): string {
  try {
    return JSON.stringify(JSON.parse(String(specs)), undefined, 2);
  } catch {
    return String(specs);
  }
}

/** A column for each attribute that any row has; the name of the task first. */
const attributesOf = (rows: readonly DetailRow[]): Column<DetailRow>[] =>
  [...new Set(["task_name", ...rows.flatMap((row) => Object.keys(row))])].map((name) => ({
    heading: name,
    cell: (row) => row[name as keyof DetailRow],
  }));
