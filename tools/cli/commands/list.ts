import type { Command } from "commander";
import type { Pattern } from "../../../workflow/deployment";
import { table, type Column } from "../../terminal/table";
import { visible } from "../../terminal/visible";
import { wholeNumber } from "../../terminal/option-values";
import { command, hintsFor, type CommonOptions } from "../options";
import { deployedStacks, type DeployedStack } from "../outputs";
import { summaryRows, type RunOverview } from "../run/summary-rows";
import { painted } from "../run/text";
import { present, type Terminal } from "../terminal";

interface ListOptions extends CommonOptions {
  readonly workflow?: string;
  readonly limit: number;
}

/** Attributes of a run that `list` shows. */
interface ListedRun extends RunOverview {
  readonly pattern: Pattern;
}

/** The newest runs of each deployment, the newest first. */
async function listRuns(stacks: readonly DeployedStack[], { limit, workflow }: ListOptions): Promise<ListedRun[]> {
  const listed = stacks.map(async (stack) => {
    const { pattern, deployment } = stack;
    const rows = await summaryRows(stack, workflow ?? deployment.workflowName, { limit });
    return rows.map((row) => ({ pattern, ...row }));
  });
  return (await Promise.all(listed)).flat().sort((left, right) => (left.start_time < right.start_time ? 1 : -1));
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
  { heading: "Status", cell: ({ status }) => painted(status) },
  {
    heading: "Completed",
    cell: onceCounted(({ completed_tasks = 0, number_of_tasks }) => `${completed_tasks} of ${number_of_tasks}`),
    align: "right",
  },
  { heading: "Failed", cell: onceCounted(({ failed_tasks }) => failed_tasks), align: "right" },
  { heading: "TimedOut", cell: onceCounted(({ timed_out_tasks }) => timed_out_tasks), align: "right" },
];

/** The command `list`. */
export const make = (terminal: Terminal): Command =>
  command("list", ["list", "list --pattern 2 --limit 50", "list --workflow nightly-copies --json"])
    .option("--workflow <name>", "the workflow's name (default: the deployment's own)")
    .option("--limit <number>", "so many of each pattern at most", wholeNumber, 20)
    .action(async (options: ListOptions) => {
      const stacks = deployedStacks(options);
      const names = [options.workflow ?? stacks.map(({ deployment }) => deployment.workflowName)].flat();
      const hint = hintsFor(options);
      const none =
        `There are no runs of ${names.join(" or ")}. Start one with: ${hint("start --sample")}, ` +
        `or list those of another name with: ${hint("list --workflow NAME")}`;
      present(terminal, options, await listRuns(stacks, options), (runs) =>
        runs.length > 0 ? table(columns, runs, terminal.screen?.columns) : visible(none),
      );
    });
