import { Command } from "commander";
import { readFileSync, rmSync } from "node:fs";
import { sampleKey } from "../contents";
import { closingAtEnd, printError } from "../ending";
import { sdkVariables } from "../program-environment";
import type { RunningChoices } from "../running";
import { wholeNumber } from "../../terminal/option-values";
import { requireTools } from "../tools";
import { startCloud } from "./cloud";
import { cdktf, initialize, placesIn } from "./commands";
import { announce, exportCommands, findCloud, workspaceFolder, type CloudAddress } from "./environment";
import { standInImage, Workspace } from "./workspace";

/** Message once the cloud answers. */
const welcome = (address: CloudAddress, outputs: string): string => `
An AWS of your own answers at ${address.url}, Region ${address.region}, until you press Ctrl-C.

In another terminal, here:

  npm run local:cloud -- deploy            # synthesizes and runs the real \`cdktf deploy\`, as often as you like
  npm run local:cloud -- plan              # what it would change
  npm run local:cloud -- destroy           # and takes everything away

For the AWS CLI, any AWS SDK, and npm run workflow, set

${exportCommands(address, outputs).replace(/^/gm, "  ")}

or run: eval "$(npm run --silent local:cloud -- env)"
`;

type StackOutputs = Readonly<Record<"s3BucketName" | "stateMachineArn", string>>;

/** Commands that start and watch a workflow on what was deployed. */
function nextSteps({ outputsFile: file }: Workspace): string {
  const outputs = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, StackOutputs>>;
  const steps = Object.entries(outputs).map(([stack, { s3BucketName, stateMachineArn }]) => {
    const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:first`;
    return `
  # ${stack}
  aws s3 cp README.md s3://${s3BucketName}/${sampleKey}
  aws stepfunctions start-execution --name first --state-machine-arn ${stateMachineArn} \\
    --input "$(node -p "require('${file}')['${stack}'].workflowSpecs")"
  aws stepfunctions describe-execution --execution-arn ${executionArn} --query status
  aws s3 ls --recursive s3://${s3BucketName}/
`;
  });
  return `\nTo start a workflow and see how it goes:\n${steps.join("")}`;
}

async function start({ port, realTime }: Pick<RunningChoices, "port" | "realTime">): Promise<void> {
  const workspace = new Workspace(workspaceFolder, (await requireTools()).mirror);
  const cloud = findCloud();
  if (cloud) throw new Error(`A local cloud runs already, at ${cloud.url}. End it first.`);
  rmSync(workspaceFolder, { recursive: true, force: true });
  await closingAtEnd(async (closers) => {
    const { region, accountId } = await workspace.prepare();
    const onLine = (program: string, line: string) => {
      console.log(`${program}: ${line}`);
    };
    const options = { region, accountId, realTime, port, folder: workspaceFolder, onLine };
    const address = await startCloud(options, closers);
    announce(address);
    console.log(welcome(address, workspace.outputsFile));
  });
}

async function setting() {
  const address = findCloud();
  if (!address) throw new Error('There is no local cloud. Run "npm run local:cloud" in another terminal first.');
  const workspace = new Workspace(workspaceFolder, (await requireTools()).mirror);
  const orAll = (stacks: readonly string[]): readonly string[] => (stacks.length > 0 ? stacks : workspace.stacks);
  return {
    address,
    workspace,
    orAll,
    /** Runs the CDKTF CLI. @returns its exit code */
    run: (command: string, ...parameters: readonly string[]) => cdktf(workspace, address, command, parameters),
  };
}

/** Synthesizes, and installs the providers: the CDKTF CLI need not ask the registry then. */
async function prepared() {
  const found = await setting();
  const { workspace, address } = found;
  await workspace.prepare();
  for (const place of placesIn(workspace, address)) await initialize(place);
  console.log(workspace.providerLine);
  return found;
}

async function deploy(stacks: readonly string[]): Promise<void> {
  const { workspace, orAll, run } = await prepared();
  process.exitCode = await run(
    "deploy",
    ...["--auto-approve", "--outputs-file", workspace.outputsFile, ...orAll(stacks)],
  );
  if (process.exitCode === 0) console.log(nextSteps(workspace));
}

async function plan(stacks: readonly string[]): Promise<void> {
  const { orAll, run } = await prepared();
  for (const stack of orAll(stacks)) process.exitCode ||= await run("diff", stack);
}

async function destroy(stacks: readonly string[]): Promise<void> {
  const { orAll, run } = await setting();
  process.exitCode = await run("destroy", "--auto-approve", ...orAll(stacks));
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
  .option("--port <number>", "of its address; otherwise a free one", wholeNumber)
  .option("--real-time", "Wait states last as long as in AWS", false)
  .action(start);
program.command("deploy [stacks...]").description("synthesizes, and deploys to it").action(deploy);
program.command("plan [stacks...]").description("synthesizes, and shows what deploy would change").action(plan);
program.command("destroy [stacks...]").description("removes what was deployed").action(destroy);
program
  .command("env")
  .description("prints the variables for the AWS CLI and SDKs")
  .action(async () => {
    const { address, workspace } = await setting();
    console.log(exportCommands(address, workspace.outputsFile));
  });

Object.assign(process.env, sdkVariables);
process.env["KIT_IMAGE_URI"] ??= standInImage;
program.parseAsync().catch((error: unknown) => {
  printError(error);
  process.exitCode = 1;
});
