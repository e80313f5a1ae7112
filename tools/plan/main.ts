import { Command, Option } from "commander";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { Closers } from "../local/closers";
import { endWith, printError } from "../local/ending";
import { outputFolder, synthesizedStacks } from "../local/synthesis";
import { emulatedPlaces } from "./emulated";
import { planStack, type StackPlace } from "./terraform";

interface Options {
  readonly local: boolean;
  readonly base?: string;
}

/** Where each stack's summary is written, as `<stack>.md`. */
const summaryFolder = join(projectFolder, "plans");

const deployedPlaces = (): StackPlace[] =>
  synthesizedStacks(outputFolder).map((stack) => ({
    stack,
    folder: join(outputFolder, "stacks", stack),
    environment: process.env,
  }));

async function plan({ local, base }: Options): Promise<void> {
  const closers = new Closers();
  const end = endWith(closers);
  try {
    const places = local ? await emulatedPlaces(base, closers) : deployedPlaces();
    const results = await Promise.all(places.map(planStack));
    await closers.close();
    rmSync(summaryFolder, { recursive: true, force: true });
    mkdirSync(summaryFolder);
    for (const { stack, summary } of results) writeFileSync(join(summaryFolder, `${stack}.md`), summary);
    console.log(results.map(({ summary }) => summary).join("\n"));
    process.exitCode = results.every(({ succeeded }) => succeeded) ? 0 : 1;
  } catch (error) {
    printError(error);
    end(1);
  }
}

const program = new Command("npm run plan --")
  .description("Plans every stack, as it was synthesized, and writes what a reviewer needs of it to plans/.")
  .option("--local", "synthesize, and plan against an emulated account on this machine", false)
  .addOption(
    new Option("--base <folder>", "what stands in that account: the parent of another version's cdktf.out").implies({
      local: true,
    }),
  )
  .allowExcessArguments(false)
  .action(plan);

process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
void program.parseAsync();
