import { priceList, totalUsd } from "../cli/cost/prices";
import { courseOf, runCost, runSeconds, type RunShape } from "../cli/cost/run-cost";
import { settingTable } from "../../stacks/settings";

/** A million tasks that are billed for a minute each: the shortest that Fargate bills. */
const million: RunShape = {
  pattern: 3,
  tasks: 1_000_000,
  taskSeconds: 40,
  timeoutSeconds: settingTable.maxTimeoutSeconds.default ?? 0,
  cpuUnits: settingTable.taskCpuUnits.default ?? 0,
  memoryMib: settingTable.taskMemoryMib.default ?? 0,
  source: { format: "JSONL" },
  network: settingTable.network.default ?? "endpoints",
};

const quantity = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 4 });
const price = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });
const usd = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** What a run of a million tasks costs, as the rows of a Markdown table: the numbers are those that `cost` gives. */
export function millionTable(): string {
  const bill = runCost(million);
  const rows = bill.map((item) =>
    [item.what, quantity.format(item.quantity), price.format(priceList.usd[item.price]), usd.format(item.usd)].join(
      " | ",
    ),
  );
  const saved = totalUsd(bill) - totalUsd(runCost({ ...million, source: { format: "PREFIX" } }));
  const hours = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 }).format(runSeconds(million) / 3_600);
  return [
    "| what | quantity | at USD | USD |",
    "| --- | ---: | ---: | ---: |",
    ...rows.map((row) => `| ${row} |`),
    "",
    `In all **${usd.format(totalUsd(bill))} USD**, for ${hours} hours and ${courseOf(million).polls} polls. ` +
      `From a prefix it is ${usd.format(saved)} less, since its entries need no check.`,
  ].join("\n");
}
