import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import cdktfJson from "../../cdktf.json";
import { projectFolder } from "../../modules/bundles/project-folder";
import type { Pattern } from "../../workflow/deployment";
import { SynthesizedStack } from "./terraform/synthesized-stack";

/** Output folder of `cdktf synth`, and of `npm run local`. */
export const outputFolder = resolve(projectFolder, process.env["CDKTF_OUTDIR"] ?? "cdktf.out");

/** The Region of what is run here, where neither cdktf.json nor the environment names one. */
const localRegion = "us-east-1";

/**
 * Synthesizes the stacks into `folder`, as `cdktf synth` does, for a run on this machine: a Region that is not set is no error.
 *
 * @param settings environment variables, which win
 * @param signal stops it
 * @throws Error with what the app printed, when it failed
 */
export function synthesize(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<void> {
  const region = "region" in cdktfJson.context ? {} : { KIT_REGION: process.env["KIT_REGION"] || localRegion };
  return runApp(folder, { ...process.env, ...region, ...settings }, signal);
}

/**
 * Runs the app, which synthesizes the stacks into `folder` by the settings alone.
 *
 * @throws Error with what the app printed, when it failed
 */
export function runApp(folder: string, environment: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  const options = { cwd: projectFolder, env: { ...environment, CDKTF_OUTDIR: folder }, ...(signal ? { signal } : {}) };
  return new Promise((done, reject) => {
    execFile(process.execPath, ["--import", "tsx", "main.ts"], options, (error, stdout, stderr) => {
      if (error) reject(new Error(`The stacks could not be synthesized:\n${withoutStackTrace(stdout + stderr)}`));
      else done();
    });
  });
}

const withoutStackTrace = (text: string): string =>
  text
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .join("\n")
    .trim();

/**
 * Reads a pattern's stack.
 *
 * @param folder that was synthesized into
 * @throws Error when there is no such stack
 */
export function readStack(pattern: Pattern, folder: string): SynthesizedStack {
  const stack = synthesizedStacks(folder).find((id) => id.endsWith(`-pattern-${pattern}`));
  if (stack === undefined)
    throw new Error(`There is no synthesized output of pattern ${pattern} in ${folder}. Run "npm run synth" first.`);
  return SynthesizedStack.read(join(folder, "stacks", stack, "cdk.tf.json"));
}

/** The names of the stacks that were synthesized into a folder, or none. */
export function synthesizedStacks(folder: string): string[] {
  const manifest = join(folder, "manifest.json");
  if (!existsSync(manifest)) return [];
  return Object.keys((JSON.parse(readFileSync(manifest, "utf8")) as { readonly stacks: object }).stacks);
}
