import type { Command } from "commander";
import type { ListedRun } from "../operations/list-runs";
import { command, wholeNumber, type CommonOptions } from "../options";
import { deployedStacks } from "../stacks";
import { table, type Column } from "../../terminal/table";
import { visibleData } from "../../terminal/visible";
import { present, type Terminal } from "../terminal";
import { hintsFor, type Hint } from "../views/hint";
import { paintedRunStatus } from "../views/paint";

interface ListOptions extends CommonOptions {
  readonly workflow?: string;
  readonly limit: number;
}

/** A list in S3 is counted when it was read to its end: until then nothing of this is known. */
const onceCounted =
  (count: (run: ListedRun) => string | number | undefined) =>
  (run: ListedRun): number | string | undefined =>
    run.number_of_tasks === 0 && run.status === "Running" ? "?" : count(run);

const columns: readonly Column<ListedRun>[] = [
  { heading: "Run", cell: ({ workflow_run_id }) => workflow_run_id },
  { heading: "Pat", cell: ({ pattern }) => pattern, align: "right" },
  { heading: "Started (UTC)", cell: ({ start_time }) => start_time.slice(0, 16).replace("T", " ") },
  { heading: "Status", cell: ({ status }) => paintedRunStatus(status) },
  {
    heading: "Completed",
    cell: onceCounted(({ completed_tasks = 0, number_of_tasks }) => `${completed_tasks} of ${number_of_tasks}`),
    align: "right",
  },
  { heading: "Failed", cell: onceCounted(({ failed_tasks }) => failed_tasks), align: "right" },
  { heading: "TimedOut", cell: onceCounted(({ timed_out_tasks }) => timed_out_tasks), align: "right" },
];

/** Message instead of an empty table. */
const noRuns = (names: readonly string[], hint: Hint): string =>
  names.length === 0
    ? `There are no runs yet. Start one with: ${hint("start")}`
    : `There are no runs of this workflow. Others have some: ${names.join(", ")}. List them with: ${hint("list --workflow NAME")}`;

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
      const { listRuns, workflowNames } =
        require("../operations/list-runs") as typeof import("../operations/list-runs");
      const stacks = deployedStacks(options);
      const runs = await listRuns(stacks, limit, workflow);
      const names = runs.length > 0 || json ? [] : visibleData(await workflowNames(stacks));
      present(terminal, json, runs, (shown) =>
        shown.length > 0 ? table(columns, shown, terminal.screen?.columns) : noRuns(names, hintsFor(options)),
      );
    });
