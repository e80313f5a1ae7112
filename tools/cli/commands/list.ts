import type { Command } from "commander";
import type { ListedRun } from "../operations/list-runs";
import { command, wholeNumber, type CommonOptions } from "../options";
import { present } from "../present";
import { deployedStacks } from "../stacks";
import { table, type Column } from "../table";
import type { Terminal } from "../terminal";
import { paintedRunStatus } from "../views/paint";
import { timeText } from "../../page/duration";

interface ListOptions extends CommonOptions {
  readonly workflow?: string;
  readonly limit: number;
}

/** A list in S3 is counted when it was read to its end: until then nothing of this is known. */
const onceCounted =
  (count: (run: ListedRun) => number | undefined) =>
  (run: ListedRun): number | string | undefined =>
    run.number_of_tasks === 0 && run.status === "Running" ? "?" : count(run);

const columns: readonly Column<ListedRun>[] = [
  { heading: "Run", cell: ({ workflow_run_id }) => workflow_run_id },
  { heading: "Pattern", cell: ({ pattern }) => pattern, align: "right" },
  { heading: "Started", cell: ({ start_time }) => timeText(start_time) },
  { heading: "Status", cell: ({ status }) => paintedRunStatus(status) },
  { heading: "Tasks", cell: onceCounted(({ number_of_tasks }) => number_of_tasks), align: "right" },
  { heading: "Completed", cell: onceCounted(({ completed_tasks }) => completed_tasks), align: "right" },
  { heading: "Failed", cell: onceCounted(({ failed_tasks }) => failed_tasks), align: "right" },
  { heading: "TimedOut", cell: onceCounted(({ timed_out_tasks }) => timed_out_tasks), align: "right" },
  { heading: "To come", cell: onceCounted(({ running_tasks }) => running_tasks), align: "right" },
];

const asText = (runs: readonly ListedRun[]): string =>
  runs.length === 0 ? "There are no runs yet. Start one with: npm run workflow -- start" : table(columns, runs);

/** The command `list`. */
export const listCommand = (terminal: Terminal): Command =>
  command("list", "Lists the runs of a workflow, the newest first.", [
    "list",
    "list --pattern 2 --limit 50",
    "list --workflow nightly-copies --json",
  ])
    .option("--workflow <name>", "the workflow's name (default: the deployment's own)")
    .option("--limit <number>", "so many of each pattern at most", wholeNumber(1), 20)
    .action(async ({ workflow, limit, json, ...options }: ListOptions) => {
      const { listRuns } = require("../operations/list-runs") as typeof import("../operations/list-runs");
      present(terminal, json, await listRuns(deployedStacks(options), limit, workflow), asText);
    });
