import { totalUsd, priceList } from "../cli/cost/prices";
import { courseOf, runCost, runSeconds, type RunShape } from "../cli/cost/run-cost";
import { settingTable } from "../../stacks/settings";

const shapes: readonly Pick<RunShape, "pattern" | "tasks">[] = [10, 1_000].flatMap((tasks) =>
  ([1, 2] as const).map((pattern) => ({ pattern, tasks })),
);

const usd = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** What runs of a minute's work a task cost, as the rows of a Markdown table: each of its numbers is one that `cost` gives. */
export function costTable(): string {
  const rows = shapes.map((some) => {
    const shape: RunShape = {
      ...some,
      taskSeconds: 60,
      timeoutSeconds: settingTable.maxTimeoutSeconds.default ?? 0,
      cpuUnits: settingTable.taskCpuUnits.default ?? 0,
      memoryMib: settingTable.taskMemoryMib.default ?? 0,
      network: settingTable.network.default ?? "endpoints",
    };
    const bill = runCost(shape);
    const part = (what: string) => totalUsd(bill.filter((item) => item.what.startsWith(what)));
    const [fargate, states] = [part("Fargate"), part("Step Functions")];
    const cells = [
      whole.format(shape.tasks),
      String(shape.pattern),
      `${whole.format(runSeconds(shape))} s`,
      String(courseOf(shape).polls),
      ...[fargate, states, totalUsd(bill) - fargate - states, totalUsd(bill)].map((amount) => usd.format(amount)),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const head = ["Tasks", "Pattern", "Takes", "Polls", "Fargate", "Step Functions", "All else", "In all, USD"];
  return [
    `| ${head.join(" | ")} |`,
    `| ${head.map(() => "---:").join(" | ")} |`,
    ...rows,
    "",
    `Prices of ${priceList.region} as of ${priceList.asOf}, kept in \`tools/cli/cost/prices.json\` for you to edit.`,
  ].join("\n");
}
