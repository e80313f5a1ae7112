import type { Command } from "commander";
import pc from "../../terminal/colors";
import { table, type Column } from "../../terminal/table";
import { callerChecks, launchRateCheck, stateMachineCheck, vcpuCheck } from "../doctor/account";
import { judge, ok, type Check, type Finding } from "../doctor/check";
import { machineChecks } from "../doctor/machine";
import { command, defaultOutputsFile, type CommonOptions } from "../options";
import { deployHint, readDeployedStacks, type DeployedStack } from "../outputs";
import { present, type Terminal } from "../terminal";

const outputsCheck = (options: CommonOptions): Check => ({
  what: "Outputs",
  look: () => {
    const { outputs = defaultOutputsFile } = options;
    const stacks = readDeployedStacks(options);
    if (stacks.length === 0) return { verdict: "fail", found: `there is no ${outputs}`, todo: deployHint };
    return ok(`${outputs} has ${stacks.map(({ pattern }) => `pattern ${pattern}`).join(" and ")}`);
  },
  otherwise: { verdict: "fail", todo: deployHint },
});

/** The stacks, and none where they cannot be read: that is a finding of its own. */
function stacksOrNone(options: CommonOptions): readonly DeployedStack[] {
  try {
    return readDeployedStacks(options);
  } catch {
    return [];
  }
}

/** All that starting and following workflows, or deploying, depends on. */
function checksOf(options: CommonOptions): Check[] {
  const stacks = stacksOrNone(options);
  return [
    ...machineChecks,
    ...callerChecks(stacks),
    outputsCheck(options),
    ...stacks.map(stateMachineCheck),
    ...stacks.map(vcpuCheck),
    launchRateCheck,
  ];
}

const paint = { ok: pc.green, warn: pc.yellow, fail: pc.red } as const;

const columns: readonly Column<Finding>[] = [
  { heading: "", cell: ({ verdict }) => paint[verdict](verdict) },
  { heading: "What", cell: ({ what }) => what },
  {
    heading: "Found",
    cell: ({ found, todo, verdict }) =>
      verdict === "ok" || !todo ? found : `${found.replace(/[.?!]+$/, "")}. ${todo}`,
  },
];

/** The command `doctor`. */
export const doctorCommand = (terminal: Terminal): Command =>
  command("doctor", "Looks for what keeps workflows from being deployed, started or finished. Changes nothing.", [
    "doctor",
    "doctor --pattern 1 --outputs outputs.json",
    "doctor --json | jq '.[] | select(.verdict != \"ok\")'",
  ]).action(async (options: CommonOptions) => {
    const findings = await Promise.all(checksOf(options).map(judge));
    process.exitCode = findings.some(({ verdict }) => verdict === "fail") ? 1 : 0;
    present(terminal, options, findings, (all) => table(columns, all, terminal.screen?.columns));
  });
