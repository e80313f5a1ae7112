import pc from "../terminal/colors";
import { painted, tasksTable } from "../cli/run/tasks-text";
import type { ExplainedTask } from "../page/model";
import { logLineText } from "../page/text";
import type { PatternReport } from "./report";

/** The text at the end of a pattern's run: its tasks, the objects and rows found, and the reason of a failure. */
export const resultText = (report: PatternReport, terminalColumns?: number): string =>
  [
    heading(report),
    ...(report.details.length === 0 ? [] : [tasksTable(report.details, outcome, terminalColumns)]),
    found(report),
    ...failure(report),
    ...told(report),
  ].join("\n");

const heading = ({ pattern, status, executionSeconds }: PatternReport): string =>
  `\n${pc.bold(`Pattern ${pattern}`)}  ${painted(status)} in ${executionSeconds.toFixed(1)} s`;

const outcome = {
  heading: "Object written, or reason",
  cell: ({ destination_key, reason, log }: ExplainedTask) =>
    destination_key ??
    [reason, ...lastLines(log).map((line) => `last log line: ${logLineText(line)}`)].filter(Boolean).join("; "),
};

const lastLines = (log: ExplainedTask["log"]): readonly string[] => (log && "lines" in log ? log.lines.slice(-1) : []);

const found = ({ objects, summary, details }: PatternReport): string =>
  `Objects in the bucket: ${objects.length}. Summary row: ${summary?.status ?? "none"}. Detail rows: ${details.length}.`;

const told = ({ messages = [] }: PatternReport): string[] =>
  messages.flatMap(({ topicArn, subject }) => [`Told the topic ${topicArn.split(":").at(-1)}:`, `  ${subject}`]);

const failure = ({ status, error = "", cause = "" }: PatternReport): string[] =>
  status === "SUCCEEDED" ? [] : [pc.red(`The workflow failed with ${error}: ${cause}`)];
