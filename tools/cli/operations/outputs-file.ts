import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import cdktfJson from "../../../cdktf.json";
import { stackName } from "../../../modules/names";
import { readSettings } from "../../../stacks/settings";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { CommandError } from "../command-error";
import type { Pattern } from "../../../workflow/deployment";

/**
 * Asks the deployment for its outputs, with `cdktf output`, and writes them to a file. What it prints goes to standard
 * error.
 *
 * @param pattern by default those that the settings say
 * @throws CommandError when that fails, and InvalidSettings
 */
export async function refreshOutputs(file: string, pattern?: Pattern): Promise<void> {
  const { name, patterns } = readSettings({ context: cdktfJson.context, environment: process.env });
  const stacks = (pattern === undefined ? patterns : [pattern]).map((one) => stackName(name, one));
  const cdktf = join(projectFolder, "node_modules", ".bin", "cdktf");
  const child = spawn(cdktf, ["output", ...stacks, "--outputs-file", resolve(file)], {
    cwd: projectFolder,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  if (exitCode !== 0)
    throw new CommandError(
      `cdktf output ended with exit code ${String(exitCode)}: see above. It needs Terraform, and the state of what was deployed.`,
    );
}
