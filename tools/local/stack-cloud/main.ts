import { Command } from "commander";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { exportCommands } from "../cloud/environment";
import { closingAtEnd } from "../ending";
import { startLocalCloud } from "../local-cloud";
import { sdkVariables } from "../program-environment";
import type { RunningChoices } from "../running";
import { patternOf, wholeNumber } from "../../terminal/option-values";
import type { Pattern } from "../../../workflow/deployment";
import { outputFolder, readStack, synthesize } from "../synthesis";

interface StartOptions extends Pick<RunningChoices, "port" | "realTime"> {
  readonly pattern: Pattern;
}

/** File of the outputs, apart from those of a real deployment. */
const outputsFile = join(projectFolder, "local-run", "outputs.json");

const start = ({ pattern, ...options }: StartOptions): Promise<void> =>
  closingAtEnd(async (closers) => {
    await synthesize(outputFolder, { KIT_PATTERNS: String(pattern) });
    const stack = readStack(pattern, outputFolder);
    const cloud = await startLocalCloud(stack, options);
    closers.add(() => cloud.close());
    mkdirSync(join(outputsFile, ".."), { recursive: true });
    writeFileSync(outputsFile, JSON.stringify({ [`local-pattern-${pattern}`]: stack.outputs() }));
    console.log("An AWS with one stack is on this machine until Ctrl-C. In another terminal:\n");
    console.log(`${exportCommands(cloud, outputsFile)}\nnpm run workflow -- doctor`);
  });

Object.assign(process.env, sdkVariables);
void new Command("npm run local:stack --")
  .description("One stack on this machine, for the operator's tools; it needs nothing but Node.js.")
  .option("--pattern <number>", "which", patternOf, 1)
  .option("--port <number>", "of its address; otherwise a free one", wholeNumber)
  .option("--real-time", "Wait states last as long as in AWS", false)
  .action(start)
  .parseAsync();
