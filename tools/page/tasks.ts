import { didNotComplete, withAttempts } from "./attempt";
import { numberOfRows } from "./headline";
import { html, type Html } from "./html";
import { badge, taskOutcomes } from "./look";
import type { ExplainedTask, RunModel } from "./model";
import { scrollable, table, type Column } from "./table";
import { durationText, logLineText, timeText } from "./text";

/** The task's name, which leads to its log where that has a page. */
const taskLink = ({ task_name, log_url }: ExplainedTask): Html | string =>
  log_url === undefined ? task_name : html`<a href="${log_url}">${task_name}</a>`;

const taskColumns: readonly Column<ExplainedTask>[] = [
  { heading: "Task", cell: taskLink },
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
              ${scrollable(`Tasks of ${name}`, table("Tasks", withAttempts(taskColumns, details), details), "long")}
            </div>`
    }
  </section>`;
};

const lastLine = ({ log }: ExplainedTask): string => {
  if (log && "unavailable" in log) return `its log cannot be shown: ${log.unavailable}`;
  return logLineText(log?.lines.at(-1) ?? "none");
};

const failureColumns: readonly Column<ExplainedTask>[] = [
  { heading: "Task", cell: taskLink },
  { heading: "Status", cell: ({ status }) => badge(taskOutcomes[status], status) },
  { heading: "Reason", cell: ({ reason }) => reason ?? "not told" },
  { heading: "Last log line", cell: lastLine },
];

/** Explains why a run did not succeed: which tasks did not complete and why, then what the execution ended with. */
export function failures(run: RunModel): Html | undefined {
  const { error, cause, details } = run;
  const failed = details.filter(didNotComplete);
  if (error === undefined && failed.length === 0) return undefined;
  return html`<section class="failures">
    <h3>What failed</h3>
    ${failed.length > 0 ? table("Tasks that did not complete", withAttempts(failureColumns, failed), failed) : undefined}
    ${
      error === undefined
        ? undefined
        : html`<p>The execution ended with <strong>${error}</strong>:</p>
            <pre>${cause ?? ""}</pre>`
    }
  </section>`;
}
