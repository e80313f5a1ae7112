import { execFile, type ExecFileException } from "node:child_process";

/**
 * Runs the `docker` command.
 *
 * @returns what it wrote to standard output, without the last line's end
 * @throws Error with what it wrote to standard error
 */
export const docker = (parameters: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile("docker", parameters, (error, stdout, stderr) => {
      if (error) reject(new Error(`docker ${String(parameters[0])}: ${problemOf(error, stderr)}`));
      else resolve(stdout.trimEnd());
    });
  });

const problemOf = (error: ExecFileException, stderr: string): string =>
  error.code === "ENOENT" ? "there is no such command. Docker must be installed and started" : stderr.trim();
