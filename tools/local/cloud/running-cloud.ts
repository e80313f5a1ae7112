import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../../modules/bundles/project-folder";
import { isAlive } from "../temporary-folder";
import type { CloudAddress } from "./environment";

/** The workspace of `npm run local:cloud`. */
export const workspaceFolder = join(projectFolder, "local-cloud");

const file = join(workspaceFolder, "cloud.json");

interface RunningCloud extends CloudAddress {
  readonly pid: number;
}

/** Lets the commands of other terminals find this process's cloud. */
export const announce = ({ url, region }: CloudAddress): void => {
  writeFileSync(file, JSON.stringify({ url, region, pid: process.pid } satisfies RunningCloud));
};

/** The cloud that runs, or undefined. */
export function findCloud(): CloudAddress | undefined {
  if (!existsSync(file)) return undefined;
  const cloud = JSON.parse(readFileSync(file, "utf8")) as RunningCloud;
  return isAlive(cloud.pid) ? cloud : undefined;
}
