import { taskStatuses, type TaskStatus } from "../../workflow/status";
import { html, type Html } from "./html";
import { badge, executionLooks, taskOutcomes } from "./look";
import type { ReportedRun } from "./model";
import { progressOf } from "./progress";
import { durationText, timeText } from "./text";

/** Name of a run for people. */
export const nameOf = ({ pattern }: ReportedRun): string => `Pattern ${pattern}`;

/** The headline of a run: outcome, number of tasks, duration. */
export const headline = (run: ReportedRun, id: string, now: string): Html => {
  const { outcome, word } = executionLooks[run.executionStatus];
  return html`<header class="headline ${outcome}">
    <h2 id="${id}">${nameOf(run)} ${badge(outcome, word)}</h2>
    <p>${sentence(run, now)}</p>
    <ul class="counts" aria-label="Tasks by status">
      ${taskStatuses.map((status) => count(status, run.tasksByStatus[status]))}
    </ul>
    ${facts(run)}
  </header>`;
};

const sentence = (run: ReportedRun, now: string): string => {
  const { total, elapsedSeconds } = progressOf(run, now);
  const [completed, time] = [run.tasksByStatus.Completed, durationText(elapsedSeconds)];
  return `${completed} of ${total} tasks completed, ${run.endTime === undefined ? "after" : "in"} ${time}.`;
};

const count = (status: TaskStatus, number: number): Html =>
  html`<li class="${number === 0 ? "none" : taskOutcomes[status]}" data-status="${status}">
    <strong>${number}</strong> ${status}
  </li>`;

const facts = ({ summary }: ReportedRun): Html | undefined =>
  summary &&
  html`<dl class="facts">
    ${[
      ["Workflow", summary.workflow_name] as const,
      ["Run id", summary.workflow_run_id] as const,
      ["Started", html`<time datetime="${summary.start_time}">${timeText(summary.start_time)}</time>`] as const,
      ["Time limit", durationText(summary.timeout_seconds)] as const,
    ].map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
