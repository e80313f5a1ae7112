import { program } from "../../../tools/cli/program";

const said: string[] = [];
const root = program({ out: (text) => said.push(text), error: (text) => said.push(text) });

const helpOf = (name: string): string => {
  const lines: string[] = [];
  const command = root.commands.find((one) => one.name() === name);
  command?.configureOutput({ writeOut: (text) => lines.push(text) }).outputHelp();
  return lines.join("");
};

describe("Given the command line of the tools", () => {
  it("When its help is asked for, then it lists what an operator does, in the order in which it is done", () => {
    expect(root.commands.map((command) => command.name())).toEqual([
      "specs",
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
      expect(help).toMatch(new RegExp(`Examples:\\n  \\$ npm run workflow -- ${name}( |\\n)`));
      expect(help).toContain("--json");
    },
  );

  it.each(["stop", "specs"])("When %s would destroy something, then its help names --yes", (name) => {
    expect(helpOf(name)).toContain("--yes");
  });
});
