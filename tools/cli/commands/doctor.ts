import type { Command } from "commander";
import pc from "../../terminal/colors";
import type { Finding, Verdict } from "../operations/doctor";
import { command, type CommonOptions } from "../options";
import { table, type Column } from "../../terminal/table";
import { present, type Terminal } from "../terminal";

const paint: Readonly<Record<Verdict, (text: string) => string>> = { ok: pc.green, warn: pc.yellow, fail: pc.red };

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
    const { examine } = require("../operations/doctor") as typeof import("../operations/doctor");
    const findings = await examine(options);
    process.exitCode = findings.some(({ verdict }) => verdict === "fail") ? 1 : 0;
    present(terminal, options.json, findings, (all) => table(columns, all, terminal.screen?.columns));
  });
