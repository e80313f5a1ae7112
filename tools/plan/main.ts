import { Command, Option } from "commander";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { closingAtEnd } from "../local/ending";
import type { StackPlace } from "../local/cloud/commands";
import { outputFolder, runApp, synthesizedStacks } from "../local/synthesis";
import { emulatedPlaces } from "./emulated";
import { glance } from "./summary";
import { planStacks, type PlanResult } from "./terraform";

interface Options {
  readonly local: boolean;
  readonly base?: string;
}

/** Folder of each stack's plan: its summary as `<stack>.md`, the whole as `.txt` and `.json`; and their digests. */
const planFolder = join(projectFolder, "plans");

async function deployedPlaces(): Promise<StackPlace[]> {
  await runApp(outputFolder, process.env);
  return synthesizedStacks(outputFolder).map((stack) => ({
    stack,
    folder: join(outputFolder, "stacks", stack),
    environment: process.env,
  }));
}

function write(results: readonly PlanResult[]): void {
  rmSync(planFolder, { recursive: true, force: true });
  mkdirSync(planFolder);
  for (const { stack, summary, plan } of results) {
    const files = { md: summary, ...(plan && { txt: plan.text, json: plan.json }) };
    for (const [kind, content] of Object.entries(files)) writeFileSync(join(planFolder, `${stack}.${kind}`), content);
  }
  const digests = results.map(({ stack, plan }) => `${plan?.digest ?? "no plan"}  ${stack}\n`);
  writeFileSync(join(planFolder, "digests"), digests.join(""));
}

const plan = ({ local, base }: Options): Promise<void> =>
  closingAtEnd(async (closers) => {
    const places = local ? await emulatedPlaces(base, closers) : await deployedPlaces();
    const results = await planStacks(places);
    await closers.close();
    write(results);
    console.log(results.map(({ stack, summary }) => glance(stack, summary)).join("\n"));
    process.exitCode = results.every(({ plan }) => plan) ? 0 : 1;
  });

const program = new Command("npm run plan --")
  .description("Synthesizes, plans every stack, and writes what a reviewer needs of it to plans/.")
  .option("--local", "plan against an emulated account on this machine", false)
  .addOption(
    new Option("--base <folder>", "what stands in that account: the parent of another version's cdktf.out").implies({
      local: true,
    }),
  )
  .allowExcessArguments(false)
  .action(plan);

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
void program.parseAsync();
