import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle";
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

let bundles: Readonly<Record<keyof typeof entryPoints, Uint8Array>> | undefined;

/** The programs, bundled once a process. */
const bundled = (name: keyof typeof entryPoints): Uint8Array => (bundles ??= bundle(entryPoints))[name];

/** The deployment package of a Lambda function; its handler is `index.handler`. */
export const functionZip = (name: FunctionName): Uint8Array => zip({ "index.js": bundled(name) });

/** The build context of the task's container image. */
export const taskImageContext = (): Files => ({
  Dockerfile: readFileSync(join(projectFolder, "ecs-task", "Dockerfile")),
  "task.js": bundled("ecs-task"),
});
