import type { DetailRow } from "../../workflow/audit-rows";
import { didNotComplete, withAttempts } from "./attempt";
import { numberOfRows } from "./headline";
import { html, type Html } from "./html";
import { badge, taskOutcomes } from "./look";
import type { RunModel } from "./model";
import { scrollable, table, type Column } from "./table";
import { durationText, logLineText, timeText } from "./text";

/** The task's name, which leads to its log where that has a page. */
const taskLink = ({ task_name, ecs_task_id }: DetailRow, { logUrls = {} }: RunModel): Html | string => {
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

const failureColumns = (run: RunModel): readonly Column<DetailRow>[] => [
  { heading: "Task", cell: (row) => taskLink(row, run) },
  { heading: "Status", cell: ({ status }) => badge(taskOutcomes[status], status) },
  { heading: "Reason", cell: ({ reason }) => reason ?? "not told" },
  { heading: "Last log line", cell: ({ ecs_task_id }) => logLineText(run.lastLogLines[ecs_task_id] ?? "none") },
];

/** Explains why a run did not succeed: which tasks did not complete and why, then what the execution ended with. */
export function failures(run: RunModel): Html | undefined {
  const { error, cause, details } = run;
  const failed = details.filter(didNotComplete);
  if (error === undefined && failed.length === 0) return undefined;
  return html`<section class="failures">
    <h3>What failed</h3>
    ${failed.length > 0 ? table("Tasks that did not complete", withAttempts(failureColumns(run), failed), failed) : undefined}
    ${
      error === undefined
        ? undefined
        : html`<p>The execution ended with <strong>${error}</strong>:</p>
            <pre>${cause ?? ""}</pre>`
    }
  </section>`;
}
