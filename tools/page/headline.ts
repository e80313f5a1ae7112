import { taskStatuses, type TaskStatus } from "../../workflow/status";
import { isLast } from "./attempt";
import { durationText, timeText } from "./text";
import { html, type Html, type Part } from "./html";
import { badge, executionLooks, taskOutcomes } from "./look";
import type { RunModel } from "./model";

/** The headline of a run: outcome, number of tasks, duration. */
export const headline = (run: RunModel, id: string): Html => {
  const { outcome, word } = executionLooks[run.status];
  return html`<header class="headline ${outcome}">
    <h2 id="${id}">${run.name} ${badge(outcome, word)}</h2>
    <p>${sentence(run)}</p>
    <ul class="counts" aria-label="Tasks by status">
      ${taskStatuses.map((status) => count(status, run))}
    </ul>
    <dl class="facts">
      ${facts(run).map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
};

const countOf = (status: TaskStatus, { details, counts }: RunModel): number =>
  counts?.[status] ?? details.filter((row) => row.status === status && isLast(row)).length;

/** Number of entries that have a task: of several the last counts. */
export const numberOfRows = (run: RunModel): number =>
  taskStatuses.reduce((sum, status) => sum + countOf(status, run), 0);

/** Number of entries of the workflow's list; of rows found, as long as that is not known. */
const numberOfTasks = (run: RunModel): number => run.summary?.number_of_tasks || numberOfRows(run);

const sentence = (run: RunModel): string =>
  `${countOf("Completed", run)} of ${numberOfTasks(run)} tasks completed, ${run.status === "RUNNING" ? "after" : "in"} ${durationText(run.executionSeconds)}.`;

const count = (status: TaskStatus, run: RunModel): Html => {
  const number = countOf(status, run);
  const look = number === 0 ? "none" : taskOutcomes[status];
  return html`<li class="${look}" data-status="${status}"><strong>${number}</strong> ${status}</li>`;
};

const facts = ({ summary, executionSeconds }: RunModel): (readonly [string, Part])[] => [
  ["Duration", durationText(executionSeconds)],
  ...(summary
    ? ([
        ["Workflow", summary.workflow_name],
        ["Run id", summary.workflow_run_id],
        ["Started", html`<time datetime="${summary.start_time}">${timeText(summary.start_time)}</time>`],
        ["Time limit", durationText(summary.timeout_seconds)],
      ] as const)
    : []),
];
