import { failuresFirst, withAttempts } from "./attempt";
import { barsOf } from "./bars";
import { nameOf } from "./headline";
import { html, type Html, type Part } from "./html";
import { badge, taskOutcomes } from "./look";
import type { ExplainedTask, ReportedRun } from "./model";
import { scrollable, table, type Column } from "./table";
import { durationText, logLineText, timeText } from "./text";

/** The object that a task wrote, or why it did not, and the last line that it wrote then. */
function outcome({ destination_key, reason, log }: ExplainedTask): Part {
  if (log === undefined) return destination_key ?? reason ?? "–";
  const line = "unavailable" in log ? `its log cannot be shown: ${log.unavailable}` : (log.lines.at(-1) ?? "none");
  return html`${reason ?? "no reason recorded"}<br />Last log line: <code>${logLineText(line)}</code>`;
}

const columnsFor = (run: ReportedRun, now: string): readonly Column<ExplainedTask>[] => [
  {
    heading: "Task",
    // Its name leads to its log where that has a page.
    cell: ({ task_name, log_url }) => (log_url === undefined ? task_name : html`<a href="${log_url}">${task_name}</a>`),
  },
  { heading: "Status", cell: ({ status }) => badge(taskOutcomes[status], status) },
  { heading: "Started", cell: ({ start_time }) => html`<time datetime="${start_time}">${timeText(start_time)}</time>` },
  { heading: "Time", cell: barsOf(run.tasks, now) },
  {
    heading: "Ran for",
    cell: ({ exec_time_in_seconds: seconds }) => (seconds === undefined ? "–" : durationText(seconds)),
  },
  { heading: "Object written, or reason", cell: outcome },
];

/** Note for a page that does not show all tasks. */
const others = ({ tasks, otherTasks }: ReportedRun): Html | undefined =>
  otherTasks === 0
    ? undefined
    : html`<p>
        ${tasks.length} of ${tasks.length + otherTasks} tasks are shown: those that did not complete, then the first of
        the list.
      </p>`;

function noTasks({ withoutRow = 0, executionStatus }: ReportedRun): string {
  if (withoutRow > 0) return "There are no rows of its tasks: none was launched, or their time to live is over.";
  return executionStatus === "RUNNING" ? "No task has been launched yet." : "No task was launched.";
}

/** The tasks as people read them, those first that did not complete, to be searched. */
export const tasks = (run: ReportedRun, id: string, now: string): Html => {
  const rows = run.tasks.toSorted(failuresFirst);
  return html`<section>
    <h3>Tasks</h3>
    ${others(run)}
    ${
      rows.length === 0
        ? html`<p>${noTasks(run)}</p>`
        : html`<p class="legend">
              <span class="swatch waiting"></span> submitted, waiting to start
              <span class="swatch running"></span> running, or ended in the colour of its status
            </p>
            <p class="filter" hidden>
              <label for="${id}-filter">Show only tasks with</label>
              <input id="${id}-filter" type="search" data-filters="${id}-tasks" /> <span role="status"></span>
            </p>
            <div id="${id}-tasks">
              ${scrollable(`Tasks of ${nameOf(run)}`, table("Tasks", withAttempts(columnsFor(run, now), rows), rows), "long")}
            </div>`
    }
  </section>`;
};
