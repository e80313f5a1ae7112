import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { outputsFile } from "../../tools/local/cloud/cdktf";
import { terraformEnvironment } from "../../tools/local/cloud/environment";
import { stackFolder, stackNames } from "../../tools/local/cloud/workspace";
import { planStacks } from "../../tools/plan/terraform";
import { checkout, root } from "../support/checkout";
import { DeployedStacks } from "./deployed";
import { ended } from "./ended";
import { givenTools } from "./given-tools";

interface Step {
  readonly commands: string;
  /** What the page says that they print, `…` for what differs. */
  readonly prints: string;
}

const page = readFileSync(join(root, "docs", "deploying.md"), "utf8");
const steps: readonly Step[] = [
  ...page.matchAll(/<!-- runs: deploying -->\s+```bash\n([^]*?)```(?:\s+```text\n([^]*?)```)?/g),
].map(([, commands = "", prints = ""]) => ({ commands: commands.trim(), prints }));

/** What differs from one machine to the next: a tool that is missing or old is said in the same line. */
const ofThisMachine = /^\w+ +(Node\.js|Terraform|Docker) .*$/;

/** A line of the page as the pattern of what is printed, however its columns are spaced. */
function linePattern(line: string): RegExp {
  const text = line.trim().replace(ofThisMachine, "… $1 …");
  const parts = text.split("…").map((part) =>
    part
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\s+/g, "\\s+"),
  );
  return new RegExp(parts.join(".*"));
}

/** The lines of the page that are not printed, in their order. */
function missingFrom(printed: string, { prints }: Step): string[] {
  const lines = printed.split("\n");
  return prints.split("\n").filter((line) => {
    if (line.trim() === "") return false;
    const found = lines.findIndex((candidate) => linePattern(line).test(candidate));
    if (found !== -1) lines.splice(0, found + 1);
    return found === -1;
  });
}

// The page's steps in their order: one deployment for all.
givenTools("Given docs/deploying.md and a fresh account", () => {
  const deployed = new DeployedStacks();
  const { folder, remove } = checkout();
  const settings = { KIT_REGION: "eu-west-1" };

  beforeAll(async () => {
    Object.assign(process.env, settings);
    await deployed.start();
  });
  afterAll(async () => {
    await deployed.close();
    remove();
  });

  const environment = () => terraformEnvironment(deployed.command.address, deployed.command.workspace);

  /** Commands that deploy go to the emulated account's own workspace: its providers and its states are there. */
  const instead: Readonly<Record<string, () => Promise<string>>> = {
    "npm ci": () => Promise.resolve(""),
    "npm run --silent plan": async () => {
      const { workspace } = deployed.command;
      const places = stackNames.map((stack) => ({
        stack,
        folder: stackFolder(workspace, stack),
        environment: environment(),
      }));
      return (await planStacks(places)).map(({ summary }) => summary).join("\n");
    },
    "npx cdktf deploy": async () => {
      expect(await deployed.deploy()).toBe(0);
      copyFileSync(outputsFile(deployed.command.workspace), join(folder, "outputs.json"));
      return deployed.printed;
    },
    "npx cdktf destroy": async () => {
      expect(await deployed.destroy()).toBe(0);
      return deployed.printed;
    },
  };

  it.each(steps)("When one says $commands, then it prints what the page says", async (step) => {
    const other = Object.entries(instead).find(([command]) => step.commands.startsWith(command));
    if (other) {
      expect(missingFrom(await other[1](), step)).toEqual([]);
      return;
    }
    const script = step.commands.replaceAll("\n", " && ");
    const { exitCode, printed } = await ended("bash", ["-c", script], { cwd: folder, env: environment() });
    expect({ missing: missingFrom(printed, step), printed }).toEqual({ missing: [], printed });
    if (!/^fail/m.test(step.prints)) expect(exitCode).toBe(0);
  });
});
