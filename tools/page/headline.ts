import { taskStatuses, type TaskStatus } from "../../workflow/status";
import { html, type Html } from "./html";
import { badge, executionLooks, taskOutcomes } from "./look";
import type { ReportedRun } from "./model";
import { progressOf } from "./progress";
import { durationText, timeText } from "./text";

/** Name of a run for people. */
export const nameOf = ({ pattern }: ReportedRun): string => `Pattern ${pattern}`;

/** The headline of a run: outcome, number of tasks, duration, and why it did not succeed. */
export const headline = (run: ReportedRun, id: string, now: string): Html => {
  const { outcome, word } = executionLooks[run.executionStatus];
  const { total, elapsedSeconds } = progressOf(run, now);
  const [completed, time] = [run.tasksByStatus.Completed, durationText(elapsedSeconds)];
  return html`<header class="headline ${outcome}">
    <h2 id="${id}">${nameOf(run)} ${badge(outcome, word)}</h2>
    <p>${completed} of ${total} tasks completed, ${run.endTime === undefined ? "after" : "in"} ${time}.</p>
    ${
      run.workflowRunId === undefined
        ? undefined
        : html`<p>Run ${run.workflowRunId} of ${run.workflowName}, started ${timeText(run.startTime ?? "")}.</p>`
    }
    <ul class="counts" aria-label="Tasks by status">
      ${taskStatuses.map((status) => count(status, run.tasksByStatus[status]))}
    </ul>
    ${
      run.error === undefined
        ? undefined
        : html`<p>The execution ended with <strong>${run.error}</strong>:</p>
            <pre>${run.cause ?? ""}</pre>`
    }
  </header>`;
};

const count = (status: TaskStatus, number: number): Html =>
  html`<li class="${number === 0 ? "none" : taskOutcomes[status]}" data-status="${status}">
    <strong>${number}</strong> ${status}
  </li>`;
