import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBundling } from "./bundle";
import { zip, type Files } from "./files";
import { projectFolder } from "./project-folder";

/** Each program's first file, from the project's folder. */
export const entryPoints = {
  "task-launcher": "handlers/task-launcher/index.ts",
  "task-monitor": "handlers/task-monitor/index.ts",
  "ecs-task": "ecs-task/index.ts",
} as const;

/** The Lambda functions. */
export type FunctionName = Exclude<keyof typeof entryPoints, "ecs-task">;

/** A function that makes its value when it is first asked for, and keeps it. */
function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

const bundling = once(() => startBundling(entryPoints));
const bundles = once(() => bundling()());

/** Starts to make what the functions below wait for: with other work to do meanwhile, that time is saved. */
export const startPrograms = (): void => void bundling();

/** The deployment package of a Lambda function; its handler is `index.handler`. */
export const functionZip = (name: FunctionName): Uint8Array => zip({ "index.js": bundles()[name] });

/** The build context of the task's container image. The program is bundled once a process. */
export const taskImageContext = (): Files => ({
  Dockerfile: readFileSync(join(projectFolder, "ecs-task", "Dockerfile")),
  "task.js": bundles()["ecs-task"],
});
