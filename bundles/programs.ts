import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle";
import { projectFolder } from "./project-folder";
import { zip, type Files } from "./zip";

/** The Lambda functions: the folders of `handlers/`. */
export type FunctionName = "task-launcher" | "task-monitor";

/** The deployment package of a Lambda function; its handler is `index.handler`. */
export const functionZip = (name: FunctionName): Uint8Array => zip({ "index.js": bundle(`handlers/${name}/index.ts`) });

/** The build context of the task's container image. */
export const taskImageContext = (): Files => ({
  Dockerfile: readFileSync(join(projectFolder, "ecs-task", "Dockerfile")),
  "task.js": bundle("ecs-task/index.ts"),
});
