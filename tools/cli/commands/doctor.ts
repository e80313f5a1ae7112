import type { Command } from "commander";
import { styleText } from "node:util";
import { table, type Column } from "../../terminal/table";
import { accountChecks } from "../doctor/account";
import { findingText, judge, type Finding } from "../doctor/check";
import { machineChecks } from "../doctor/machine";
import { command, type CommonOptions } from "../options";
import { present, type Terminal } from "../terminal";

const colors = { ok: "green", warn: "yellow", fail: "red" } as const;

const columns: readonly Column<Finding>[] = [
  { heading: "", cell: ({ verdict }) => styleText(colors[verdict], verdict) },
  { heading: "What", cell: ({ what }) => what },
  { heading: "Found", cell: findingText },
];

/** The command `doctor`. */
export const make = (terminal: Terminal): Command =>
  command("doctor", [
    "doctor",
    "doctor --pattern 1 --outputs outputs.json",
    "doctor --json | jq '.[] | select(.verdict != \"ok\")'",
  ]).action(async (options: CommonOptions) => {
    const findings = await Promise.all([...machineChecks, ...accountChecks(options)].map(judge));
    process.exitCode = findings.some(({ verdict }) => verdict === "fail") ? 1 : 0;
    present(terminal, options, findings, (all) => table(columns, all, terminal.screen?.columns));
  });
