import type { DetailRow, SummaryRow } from "../../workflow/audit-rows";
import { html, type Html } from "./html";
import { badge, taskOutcomes } from "./look";
import type { ExplainedTask, RunModel } from "./model";
import { folded, scrollable, table, type Column } from "./table";

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

/** Attributes of a task that are not of its row. */
const ofLog: ReadonlySet<string> = new Set(["log", "log_url"] satisfies (keyof ExplainedTask)[]);

/** A column for each attribute that any row has; the name of the task first. */
const attributesOf = (tasks: readonly ExplainedTask[]): Column<DetailRow>[] =>
  [...new Set(["task_name", ...tasks.flatMap((task) => Object.keys(task).filter((name) => !ofLog.has(name)))])].map(
    (name) => ({
      heading: name,
      cell: (row) => row[name as keyof DetailRow],
    }),
  );
