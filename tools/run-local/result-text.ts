import pc from "../terminal/colors";
import { withAttempts } from "../page/attempt";
import { logLineText } from "../page/text";
import { table, type Column } from "../terminal/table";
import type { DetailRow } from "../../workflow/audit-rows";
import type { PatternReport } from "./report";

/** The text at the end of a pattern's run: its tasks, the objects and rows found, and the reason of a failure. */
export const resultText = (report: PatternReport, terminalColumns?: number): string =>
  [
    heading(report),
    ...(report.details.length === 0
      ? []
      : [table(withAttempts(columnsOf(report), report.details), report.details, terminalColumns)]),
    found(report),
    ...failure(report),
    ...told(report),
  ].join("\n");

const heading = ({ pattern, status, executionSeconds }: PatternReport): string => {
  const paint = status === "SUCCEEDED" ? pc.green : pc.red;
  return `\n${pc.bold(`Pattern ${pattern}`)}  ${paint(status)} in ${executionSeconds.toFixed(1)} s`;
};

const columnsOf = ({ lastLogLines }: PatternReport): readonly Column<DetailRow>[] => [
  { heading: "Task", cell: ({ task_name }) => task_name },
  { heading: "Status", cell: ({ status }) => (status === "Completed" ? pc.green(status) : pc.red(status)) },
  { heading: "Seconds", cell: ({ exec_time_in_seconds }) => exec_time_in_seconds?.toFixed(1), align: "right" },
  {
    heading: "Object written, or reason",
    cell: ({ destination_key, reason, ecs_task_id }) =>
      destination_key ?? [reason, lastWords(lastLogLines[ecs_task_id])].filter(Boolean).join("; "),
  },
];

const lastWords = (line: string | undefined): string | undefined => line && `last log line: ${logLineText(line)}`;

const found = ({ objects, summary, details }: PatternReport): string =>
  `Objects in the bucket: ${objects.length}. Summary row: ${summary?.status ?? "none"}. Detail rows: ${details.length}.`;

const told = ({ messages = [] }: PatternReport): string[] =>
  messages.flatMap(({ topicArn, subject }) => [`Told the topic ${topicArn.split(":").at(-1)}:`, `  ${subject}`]);

const failure = ({ status, error = "", cause = "" }: PatternReport): string[] =>
  status === "SUCCEEDED" ? [] : [pc.red(`The workflow failed with ${error}: ${cause}`)];
