import { InvalidArgumentError, Option, type Command } from "commander";
import { confirm, type ConfirmOptions } from "../confirm";
import type { CleanupPlan } from "../operations/cleanup-plan";
import { cleanable, isNothing, resultOf, type Cleanable, type CleanedUp } from "../operations/cleanup-result";
import { command, type CommonOptions } from "../options";
import { present } from "../present";
import { deployedStacks } from "../stacks";
import type { Terminal } from "../terminal";
import { counted } from "../views/counted";

interface CleanupOptions extends CommonOptions, ConfirmOptions {
  readonly run?: string;
  readonly workflow?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly only: readonly Cleanable[];
  readonly dryRun: boolean;
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function age(text: string): number {
  const [, number = "", unit = ""] = /^(\d+)([hdw])$/.exec(text) ?? [];
  const inMs = Number(number) * (unitMs[unit] ?? NaN);
  if (Number.isNaN(inMs)) throw new InvalidArgumentError("It must be like 12h, 30d or 8w.");
  return inMs;
}

/** Number of runs and objects that are named. */
const named = 5;

const someOf = (names: readonly string[], count = names.length): string =>
  [...names.slice(0, named), ...(count > named ? [`and ${count - named} more`] : [])]
    .map((name) => `\n      ${name}`)
    .join("");

const describe = ({ pattern, deleted, runs, rows, copies, lists, launches, images, running }: CleanedUp): string =>
  [
    `Pattern ${pattern}: ${deleted ? "deleted" : "this can be deleted"}`,
    `  ${counted(rows, "row")} of ${counted(runs.length, "run")}${someOf(runs)}`,
    `  ${counted(copies.count, "object")} that tasks wrote${someOf(copies.first, copies.count)}`,
    ...(lists.length > 0 ? [`  ${counted(lists.length, "list")} that the tools wrote${someOf(lists)}`] : []),
    ...(launches.length > 0 ? [`  ${counted(launches.length, "file")} on launches${someOf(launches)}`] : []),
    `  ${counted(images.length, "image")} not in use${someOf(images)}`,
    ...(running > 0 ? [`  ${counted(running, "run")} not ended, which stay`] : []),
  ].join("\n");

/** The command `cleanup`. */
export const cleanupCommand = (terminal: Terminal): Command =>
  command("cleanup", "Deletes rows of runs that have ended, objects that they wrote, and images not in use.", [
    "cleanup --dry-run",
    "cleanup --older-than 30d",
    "cleanup --run 20261124224854123 --pattern 1 --yes",
    "cleanup --only images --yes",
  ])
    .option("--run <run>", "of this run alone: its id, its execution's ARN, or latest; images stay")
    .option("--workflow <name>", "of a run id: the workflow's name (default: the deployment's own)")
    .option("--older-than <age>", "what is older than 12h, 30d, 8w", age)
    .addOption(
      new Option("--only <what...>", "rows, copies, lists of the tools, launches by Step Functions, or images")
        .choices(cleanable)
        .default(cleanable, "all"),
    )
    .option("--dry-run", "show what would be deleted, delete nothing", false)
    .option("--yes", "do not ask", false)
    .action(async (options: CleanupOptions) => {
      const plans = await planAll(options);
      const found = plans.map((plan) => resultOf(plan, false));
      if (options.dryRun || found.every(isNothing)) {
        present(terminal, options.json, found, (all) => all.map(describe).join("\n\n"));
        return;
      }
      if (!options.yes) terminal.error(found.map(describe).join("\n\n"));
      await confirm(terminal, options, "Delete all this for good");
      const { cleanUp } = require("../operations/cleanup") as typeof import("../operations/cleanup");
      for (const plan of plans) await cleanUp(plan);
      const deleted = plans.map((plan) => resultOf(plan, true));
      present(terminal, options.json, deleted, (all) => all.map(describe).join("\n\n"));
    });

async function planAll({ run, workflow, olderThan, only, ...options }: CleanupOptions): Promise<CleanupPlan[]> {
  const { planCleanup } = require("../operations/cleanup-plan") as typeof import("../operations/cleanup-plan");
  const before = olderThan === undefined ? {} : { before: new Date(Date.now() - olderThan) };
  const stacks = deployedStacks(options);
  if (run === undefined) return Promise.all(stacks.map((stack) => planCleanup(stack, { ...before, only })));
  const { findRun, withRun } = require("../operations/find-run") as typeof import("../operations/find-run");
  const found = withRun(await findRun(stacks, run, workflow));
  return [await planCleanup(found.stack, { ...before, only, run: found.run })];
}
