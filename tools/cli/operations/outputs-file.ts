import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import type { Pattern } from "../../../workflow/deployment";
import { CommandError } from "../command-error";
import { projectFolder } from "../files";

/**
 * Asks the deployment for its outputs, with `cdktf output`, and writes them to a file. What it prints goes to standard
 * error.
 *
 * @param pattern by default those that the settings say
 * @throws CommandError when that fails
 */
export async function refreshOutputs(file: string, pattern?: Pattern): Promise<void> {
  const stacks = pattern === undefined ? "*" : `*-pattern-${pattern}`;
  const cdktf = join(projectFolder, "node_modules", ".bin", "cdktf");
  const child = spawn(cdktf, ["output", stacks, "--outputs-file", resolve(file)], {
    cwd: projectFolder,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const [exitCode] = (await once(child, "exit")) as [number | null];
  if (exitCode !== 0)
    throw new CommandError(
      `cdktf output ended with exit code ${String(exitCode)}: see above. It needs Terraform, and the state of what was deployed.`,
    );
}
