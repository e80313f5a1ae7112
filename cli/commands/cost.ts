import Table from "cli-table3";
import { Option, type Command } from "commander";
import { parseWorkflowSpec } from "../../workflow/spec";
import { settingTable } from "../../settings";
import type { Pattern } from "../../workflow/history-events";
import { courseOf, runCost, runSeconds, type RunShape } from "../cost/run-cost";
import { priceList, totalUsd, type CostItem } from "../cost/prices";
import { standingCost } from "../cost/standing-cost";
import { readJson } from "../files";
import { command, wholeNumber, type CommonOptions } from "../options";
import { stacksOrPlaceholders } from "../placeholder";
import type { Terminal } from "../terminal";

interface CostOptions extends CommonOptions {
  readonly taskSeconds: number;
  readonly cpuUnits: number;
  readonly memoryMib: number;
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
}

const setting = <Name extends "natGateways" | "readCapacityUnits" | "writeCapacityUnits">(name: Name): number =>
  settingTable[name].default ?? 0;

/** The deployment that the default settings make: ecs, ecs-agent, ecs-telemetry, ecr.api, ecr.dkr and logs in two zones. */
const defaultDeployment = {
  interfaceEndpoints: 6,
  zones: 2,
  natGateways: setting("natGateways"),
  readCapacityUnits: setting("readCapacityUnits"),
  writeCapacityUnits: setting("writeCapacityUnits"),
};

function costOf(shape: RunShape): PatternCost {
  const run = runCost(shape);
  const month = standingCost(defaultDeployment);
  return {
    pattern: shape.pattern,
    seconds: runSeconds(shape),
    polls: courseOf(shape).polls,
    runUsd: totalUsd(run),
    run,
    monthUsd: totalUsd(month),
    month,
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
    `The deployment itself: USD ${usd(monthUsd)} a month by the default settings, running or not`,
    billTable(month),
  ].join("\n");

const note = `Prices of ${priceList.region} as of ${priceList.asOf}, from cli/cost/prices.json: edit it for yours.`;

/** The command `cost`. */
export const costCommand = ({ out }: Terminal): Command =>
  command("cost", "Estimates what a run of a workflow spec costs, and a deployment that stands.", [
    "cost specs.json",
    "cost specs.json --task-seconds 600 --cpu-units 1024 --memory-mib 2048",
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
    .action((file: string, options: CostOptions) => {
      const input = readJson(file);
      const costs = stacksOrPlaceholders(input, options).stacks.map(({ pattern, deployment, maxTimeoutSeconds }) => {
        const { taskList, timeoutSeconds = maxTimeoutSeconds } = parseWorkflowSpec(
          input,
          deployment,
          maxTimeoutSeconds,
          pattern,
        );
        return costOf({ ...options, pattern, tasks: taskList.length, timeoutSeconds });
      });
      out(options.json ? JSON.stringify(costs, undefined, 2) : [...costs.map(describe), note].join("\n\n"));
    });
