import type { DetailRow } from "../../workflow/audit-rows";
import { isLast, withAttempts } from "./attempt";
import { html, type Html } from "./html";
import { logLineText } from "./log-line";
import { badge, taskOutcomes } from "./look";
import type { RunModel } from "./model";
import { taskLink } from "./rows";
import { table, type Column } from "./table";

const columnsOf = (run: RunModel): readonly Column<DetailRow>[] => [
  { heading: "Task", cell: (row) => taskLink(row, run) },
  { heading: "Status", cell: ({ status }) => badge(taskOutcomes[status], status) },
  { heading: "Reason", cell: ({ reason }) => reason ?? "not told" },
  ...lastLines(run),
];

const lastLines = ({ lastLogLines }: RunModel): readonly Column<DetailRow>[] =>
  lastLogLines
    ? [
        {
          heading: "Last log line",
          cell: ({ ecs_task_id }: DetailRow) => logLineText(lastLogLines[ecs_task_id] ?? "none"),
        },
      ]
    : [];

/** Explains why a run did not succeed: which tasks did not complete and why, then what the execution ended with. */
export function failures(run: RunModel): Html | undefined {
  const { error, cause, details } = run;
  const failed = details.filter((row) => (row.status === "Failed" || row.status === "TimedOut") && isLast(row));
  if (error === undefined && failed.length === 0) return undefined;
  return html`<section class="failures">
    <h3>What failed</h3>
    ${failed.length > 0 ? table("Tasks that did not complete", withAttempts(columnsOf(run), failed), failed) : undefined}
    ${
      error === undefined
        ? undefined
        : html`<p>The execution ended with <strong>${error}</strong>:</p>
            <pre>${cause ?? ""}</pre>`
    }
  </section>`;
}
