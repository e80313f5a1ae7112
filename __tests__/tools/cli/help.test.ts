import { spawnSync } from "node:child_process";
import { program } from "../../../tools/cli/program";
import { toolsBinary } from "../../support/tool-lab";

const terminal = { out: () => undefined, error: () => undefined };
const root = program(terminal);

const helpOf = (name: string): string => {
  const lines: string[] = [];
  const command = program(terminal, name).commands.find((one) => one.name() === name);
  command?.configureOutput({ writeOut: (text) => lines.push(text) }).outputHelp();
  return lines.join("");
};

describe("Given the command line of the tools", () => {
  it("When its help is asked for, then it lists what an operator does, in the order in which it is done", () => {
    expect(root.commands.map((command) => command.name())).toEqual([
      "check",
      "upload",
      "start",
      "watch",
      "list",
      "show",
      "logs",
      "stop",
      "redrive",
      "report",
      "doctor",
    ]);
  });

  it.each(root.commands.map((command) => [command.name()]))(
    "When help for %s is asked for, then it has an example that can be typed, and --json",
    (name) => {
      const help = helpOf(name);
      expect(help).toMatch(new RegExp(`Examples:\\n  \\$ npm run (-s )?workflow -- ${name}( |\\n)`));
      expect(help).toContain("--json");
    },
  );

  it("When help for a command is asked for by `help`, then it is what the command's own --help says", () => {
    const tools = (...words: string[]) => spawnSync(process.execPath, [toolsBinary, ...words], { encoding: "utf8" });
    const { status, stdout } = tools("help", "stop");
    expect([status, stdout]).toEqual([0, helpOf("stop")]);
  });

  it("When stop would destroy something, then its help names --yes", () => {
    expect(helpOf("stop")).toContain("--yes");
  });

  it("When an example goes to a file or another program, then npm says nothing of itself in it", () => {
    const examples = root.commands.flatMap((command) => helpOf(command.name()).match(/^ {2}\$ .* [>|] .*$/gm) ?? []);
    expect(examples.length).toBeGreaterThan(3);
    expect(examples.filter((example) => !example.includes("npm run -s "))).toEqual([]);
  });
});
