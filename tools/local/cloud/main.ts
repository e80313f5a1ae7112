import { Command, Option } from "commander";
import { rmSync } from "node:fs";
import { Closers } from "../closers";
import { endWith, printError } from "../ending";
import { sdkVariables } from "../program-environment";
import { findTools, type Tools } from "../tools";
import { cdktf, deploy, initialize, outputsFile, providerLine, type CommandSetting } from "./cdktf";
import { startCloud } from "./cloud";
import { nextSteps, welcome } from "./next-steps";
import { announce, exportCommands, findCloud, workspaceFolder } from "./environment";
import { prepareWorkspace, stacksIn, type Workspace } from "./workspace";

/** No image is built or pulled here: the tasks run the program that would be in it. */
const standInImage = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:local";

interface StartOptions {
  readonly port?: number;
  readonly realTime: boolean;
}

async function tools(): Promise<Tools> {
  const found = await findTools();
  if ("missing" in found) throw new Error(`Something is missing here:\n${found.missing.join("\n")}`);
  return found;
}

async function start({ port, realTime }: StartOptions): Promise<void> {
  const { mirror } = await tools();
  const cloud = findCloud();
  if (cloud) throw new Error(`A local cloud runs already, at ${cloud.url}. End it first.`);
  rmSync(workspaceFolder, { recursive: true, force: true });
  const closers = new Closers();
  const end = endWith(closers);
  try {
    const { region, accountId } = await prepareWorkspace({ folder: workspaceFolder, mirror });
    const onLine = (program: string, line: string) => {
      console.log(`${program}: ${line}`);
    };
    const address = await startCloud(
      { region, accountId, realTime, folder: workspaceFolder, onLine, ...(port === undefined ? {} : { port }) },
      closers,
    );
    announce(address);
    console.log(welcome(address, outputsFile({ folder: workspaceFolder, mirror })));
  } catch (error) {
    printError(error);
    end(1);
  }
}

async function setting(): Promise<CommandSetting> {
  const address = findCloud();
  if (!address) throw new Error('There is no local cloud. Run "npm run local:cloud" in another terminal first.');
  const workspace: Workspace = { folder: workspaceFolder, mirror: (await tools()).mirror };
  return { address, workspace, stdio: "inherit" };
}

const orAll = (stacks: readonly string[], { workspace }: CommandSetting): readonly string[] =>
  stacks.length > 0 ? stacks : stacksIn(workspace);

async function prepared(): Promise<CommandSetting> {
  const found = await setting();
  await prepareWorkspace(found.workspace);
  await initialize(found);
  console.log(await providerLine(found));
  return found;
}

async function deployStacks(stacks: readonly string[]): Promise<void> {
  const found = await prepared();
  process.exitCode = await deploy(found, orAll(stacks, found));
  if (process.exitCode === 0) console.log(nextSteps(found.workspace));
}

async function plan(stacks: readonly string[]): Promise<void> {
  const found = await prepared();
  for (const stack of orAll(stacks, found))
    process.exitCode ||= await cdktf(found, "diff", ["--skip-provider-lock", stack]);
}

async function destroy(stacks: readonly string[]): Promise<void> {
  const found = await setting();
  process.exitCode = await cdktf(found, "destroy", ["--skip-provider-lock", "--auto-approve", ...orAll(stacks, found)]);
  if (process.exitCode !== 0)
    console.error(
      "A cluster with tasks that run cannot be deleted: end them with npm run workflow -- stop, then destroy again.",
    );
}

const program = new Command("npm run local:cloud --").description(
  "An AWS on this machine, for the real cdktf deploy, the AWS CLI and any AWS SDK.",
);
program
  .command("start", { isDefault: true })
  .description("starts it, and keeps it until Ctrl-C")
  .addOption(new Option("--port <number>", "of its address; otherwise a free one").argParser(Number))
  .option("--real-time", "Wait states last as long as in AWS", false)
  .action(start);
program.command("deploy [stacks...]").description("synthesizes, and deploys to it").action(deployStacks);
program.command("plan [stacks...]").description("synthesizes, and shows what deploy would change").action(plan);
program.command("destroy [stacks...]").description("removes what was deployed").action(destroy);
program
  .command("env")
  .description("prints the variables for the AWS CLI and SDKs")
  .action(async () => {
    const { address, workspace } = await setting();
    console.log(exportCommands(address, outputsFile(workspace)));
  });

Object.assign(process.env, sdkVariables);
process.env["KIT_IMAGE_URI"] ??= standInImage;
program.parseAsync().catch((error: unknown) => {
  printError(error);
  process.exitCode = 1;
});
