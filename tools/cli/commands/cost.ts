import Table from "cli-table3";
import { Option, type Command } from "commander";
import cdktfJson from "../../../cdktf.json";
import { readSettings, settingTable, type Settings } from "../../../stacks/settings";
import { hasSource, parseSpec, takesListOf } from "../../../workflow/parse-spec";
import type { CompleteSourceSpec } from "../../../workflow/source-spec";
import type { Pattern } from "../../../workflow/history-events";
import { networkChoices, useText, type NetworkChoice } from "../cost/network-cost";
import { courseOf, runCost, runSeconds, type RunShape } from "../cost/run-cost";
import { priceList, totalUsd, type CostItem } from "../cost/prices";
import { standingCost, type DeploymentShape } from "../cost/standing-cost";
import { CommandError } from "../command-error";
import { readJson } from "../files";
import { command, wholeNumber, type CommonOptions } from "../options";
import type { DeployedStack } from "../outputs";
import { stacksOrPlaceholders } from "../placeholder";
import { table, type Column } from "../table";
import type { Terminal } from "../terminal";

interface CostOptions extends CommonOptions {
  readonly taskSeconds: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
  readonly tasks?: number;
  readonly list?: string;
}

/** What `cost --json` prints for a pattern: US dollars. */
export interface PatternCost {
  readonly pattern: Pattern;
  readonly seconds: number;
  readonly polls: number;
  readonly runUsd: number;
  readonly run: readonly CostItem[];
  readonly monthUsd: number;
  readonly month: readonly CostItem[];
  /** What the network would cost by each set-up. */
  readonly networks: readonly NetworkChoice[];
}

/**
 * The settings that would be deployed from here.
 *
 * @throws InvalidSettings
 */
function settingsHere(): Settings {
  const context: Record<string, unknown> = cdktfJson.context;
  return readSettings({ context: { region: priceList.region, ...context }, environment: process.env });
}

type ListShape = Pick<RunShape, "pattern" | "tasks" | "timeoutSeconds" | "source">;
type WhereEntries = Pick<CostOptions, "tasks" | "list"> & { readonly deployed: boolean };

/** What a spec says of its run: of a list in S3, how many entries that has now. */
async function listShape(input: unknown, stack: DeployedStack, where: WhereEntries): Promise<ListShape> {
  const { pattern, deployment, maxTimeoutSeconds } = stack;
  const spec = parseSpec(input, deployment, maxTimeoutSeconds, pattern);
  const { timeoutSeconds = maxTimeoutSeconds } = spec;
  if (!hasSource(spec)) return { pattern, tasks: spec.taskList.length, timeoutSeconds };
  const { launchConcurrency, taskSource } = spec;
  const source = { format: taskSource.format, launchConcurrency };
  return { pattern, tasks: where.tasks ?? (await countEntries(spec, where)), timeoutSeconds, source };
}

async function countEntries(spec: CompleteSourceSpec, { list, deployed }: WhereEntries): Promise<number> {
  const { listInFile, listOf } = require("../lists/source") as typeof import("../lists/source");
  const { countListed } = require("../lists/entries") as typeof import("../lists/entries");
  if (list !== undefined) return countListed(listInFile(spec, list));
  if (deployed) return countListed(listOf(spec));
  throw new CommandError("The list is in S3, and nothing is deployed: say how many entries it has with --tasks N.");
}

/** The tables of pattern 3 are paid for by request. */
const tablesByRequest: Readonly<Partial<Record<Pattern, Pick<DeploymentShape, "billingMode">>>> = {
  3: { billingMode: "PAY_PER_REQUEST" },
};

function costOf(shape: RunShape, deployment: DeploymentShape): PatternCost {
  const run = runCost(shape);
  const month = standingCost({ ...deployment, ...tablesByRequest[shape.pattern] });
  return {
    pattern: shape.pattern,
    seconds: runSeconds(shape),
    polls: courseOf(shape).polls,
    runUsd: totalUsd(run),
    run,
    monthUsd: totalUsd(month),
    month,
    networks: networkChoices(),
  };
}

const figure = (digits: number) => {
  const format = new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits });
  return (value: number): string => format.format(value);
};
const quantityText = figure(4);
const priceText = figure(6);
const usd = (amount: number): string => (amount >= 1 ? amount.toFixed(2) : figure(2)(amount));

function billTable(items: readonly CostItem[]): string {
  const table = new Table({
    head: ["", "quantity", "at USD", "USD"],
    style: { head: [], border: [], compact: true },
    colAligns: ["left", "right", "right", "right"],
  });
  for (const { what, price, quantity, usd: amount } of items)
    table.push([what, quantityText(quantity), priceText(priceList.usd[price]), usd(amount)]);
  return table.toString();
}

const describe = ({ pattern, seconds, polls, runUsd, run, monthUsd, month }: PatternCost): string =>
  [
    `Pattern ${pattern}: USD ${usd(runUsd)} a run of ${Math.ceil(seconds)} s and ${polls} polls`,
    billTable(run),
    `The deployment itself: USD ${usd(monthUsd)} a month by the settings here, running or not`,
    ...(month.length > 0 ? [billTable(month)] : []),
  ].join("\n");

const networkColumns: readonly Column<NetworkChoice>[] = [
  { heading: "network", cell: ({ network }) => network },
  { heading: "USD a month", cell: ({ monthUsd }) => monthUsd.toFixed(2), align: "right" },
  { heading: "and for use", cell: useText },
  { heading: "what one gets and gives up", cell: ({ tradeOff }) => tradeOff, wide: true },
];

const describeNetworks = ({ network }: Settings, columns: number | undefined): string =>
  [
    `The network of a stack by the setting "network", here ${network}; each with as few NAT gateways as it takes:`,
    table(networkColumns, networkChoices(), columns),
  ].join("\n");

const note = `Prices of ${priceList.region} as of ${priceList.asOf}, from tools/cli/cost/prices.json: edit it for yours.`;

/** The command `cost`. */
export const costCommand = ({ out, screen }: Terminal): Command =>
  command("cost", "Estimates what a run of a workflow spec costs, and a deployment that stands.", [
    "cost specs.json",
    "cost specs.json --task-seconds 600 --cpu-units 1024 --memory-mib 2048",
    "cost specs.json --pattern 3 --tasks 1000000",
    "cost specs.json --pattern 1 --json",
  ])
    .argument("<spec>", "file with the spec; - is standard input")
    .addOption(new Option("--task-seconds <n>", "how long one task works").argParser(wholeNumber(1)).default(60))
    .addOption(
      new Option("--cpu-units <n>", "CPU units of a task")
        .argParser(wholeNumber(1))
        .default(settingTable.taskCpuUnits.default),
    )
    .addOption(
      new Option("--memory-mib <n>", "memory of a task")
        .argParser(wholeNumber(1))
        .default(settingTable.taskMemoryMib.default),
    )
    .addOption(new Option("--tasks <n>", "of a list in S3: how many entries it has").argParser(wholeNumber(1)))
    .option("--list <file>", "of a list in S3: a file that has it (default: what the spec names, if deployed)")
    .action(async (file: string, options: CostOptions) => {
      const input = readJson(file);
      const settings = settingsHere();
      const { stacks, deployed } = stacksOrPlaceholders(input, options);
      const fitting = stacks.filter(({ pattern }) => takesListOf(input, pattern));
      const { network } = settings;
      const costs = await Promise.all(
        (fitting.length > 0 ? fitting : stacks).map(async (stack) =>
          costOf({ ...options, ...(await listShape(input, stack, { ...options, deployed })), network }, settings),
        ),
      );
      const text = () => [...costs.map(describe), describeNetworks(settings, screen?.columns), note].join("\n\n");
      out(options.json ? JSON.stringify(costs, undefined, 2) : text());
    });
