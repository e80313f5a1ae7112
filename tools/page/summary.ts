import { html, type Html } from "./html";
import { badge, taskOutcomes } from "./look";
import type { ReportedRun } from "./model";
import { folded, table } from "./table";

/** The run's row as the table of summaries holds it. */
export const summaryRow = ({ executionStatus, summary }: ReportedRun, id: string): Html =>
  html`<section>
    <h3>Audit</h3>
    ${
      summary
        ? folded(
            `${id}-summary`,
            html`Summary row ${badge(taskOutcomes[summary.status], summary.status)}`,
            table(
              "Summary row",
              [
                { heading: "Attribute", cell: ([name]) => name },
                {
                  heading: "Value",
                  cell: ([name, value]) =>
                    name === "workflow_specs"
                      ? html`<pre>${JSON.stringify(JSON.parse(String(value)), undefined, 2)}</pre>`
                      : value,
                },
              ],
              Object.entries(summary as unknown as Record<string, string | number>),
            ),
          )
        : html`<p>
            ${executionStatus === "RUNNING" ? "There is no summary row yet." : "There is no summary row: the workflow was refused before it began."}
          </p>`
    }
  </section>`;
