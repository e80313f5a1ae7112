import { didNotComplete, withAttempts } from "./attempt";
import { nameOf } from "./headline";
import { html, type Html } from "./html";
import { badge, taskOutcomes } from "./look";
import type { ExplainedTask, ReportedRun } from "./model";
import { scrollable, table, type Column } from "./table";
import { durationText, logLineText, timeText } from "./text";

/** The task's name, which leads to its log where that has a page. */
const task: Column<ExplainedTask> = {
  heading: "Task",
  cell: ({ task_name, log_url }) => (log_url === undefined ? task_name : html`<a href="${log_url}">${task_name}</a>`),
};

const status: Column<ExplainedTask> = {
  heading: "Status",
  cell: (row) => badge(taskOutcomes[row.status], row.status),
};

const taskColumns: readonly Column<ExplainedTask>[] = [
  task,
  status,
  { heading: "Started", cell: ({ start_time }) => html`<time datetime="${start_time}">${timeText(start_time)}</time>` },
  {
    heading: "Ran for",
    cell: ({ exec_time_in_seconds: seconds }) => (seconds === undefined ? "–" : durationText(seconds)),
  },
  { heading: "Object written, or reason", cell: ({ destination_key, reason }) => destination_key ?? reason ?? "–" },
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

/** The tasks as people read them, to be searched. */
export const tasks = (run: ReportedRun, id: string): Html =>
  html`<section>
    <h3>Tasks</h3>
    ${others(run)}
    ${
      run.tasks.length === 0
        ? html`<p>${noTasks(run)}</p>`
        : html`<p class="filter" hidden>
              <label for="${id}-filter">Show only tasks with</label>
              <input id="${id}-filter" type="search" data-filters="${id}-tasks" /> <span role="status"></span>
            </p>
            <div id="${id}-tasks">
              ${scrollable(`Tasks of ${nameOf(run)}`, table("Tasks", withAttempts(taskColumns, run.tasks), run.tasks), "long")}
            </div>`
    }
  </section>`;

const lastLine = ({ log }: ExplainedTask): string => {
  if (log && "unavailable" in log) return `its log cannot be shown: ${log.unavailable}`;
  return logLineText(log?.lines.at(-1) ?? "none");
};

const failureColumns: readonly Column<ExplainedTask>[] = [
  task,
  status,
  { heading: "Reason", cell: ({ reason }) => reason ?? "not told" },
  { heading: "Last log line", cell: lastLine },
];

/** Explains why a run did not succeed: which tasks did not complete and why, then what the execution ended with. */
export function failures({ error, cause = "", tasks: all }: ReportedRun): Html | undefined {
  const failed = all.filter(didNotComplete);
  if (error === undefined && failed.length === 0) return undefined;
  return html`<section class="failures">
    <h3>What failed</h3>
    ${failed.length > 0 ? table("Tasks that did not complete", withAttempts(failureColumns, failed), failed) : undefined}
    ${
      error === undefined
        ? undefined
        : html`<p>The execution ended with <strong>${error}</strong>:</p>
            <pre>${cause}</pre>`
    }
  </section>`;
}
