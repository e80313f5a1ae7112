import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { contentHash, stage, type Files } from "./files";
import { taskImageContext } from "./programs";
import { inProject } from "./project-folder";

/** A folder that an image is built of. */
interface ImageContext {
  /** Absolute. */
  readonly folder: string;
  /** Changes with whatever makes another image. */
  readonly hash: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/**
 * The context of a task's image: the kit's own, or that of a job.
 *
 * @param nodeImage the image that the kit's own begins with. @default the Dockerfile's
 * @param jobContext a folder with a Dockerfile, from the project's folder. @default the kit's own image
 */
export function imageContext(nodeImage?: string, jobContext?: string): ImageContext {
  if (jobContext) return jobImageContext(jobContext);
  const files = taskImageContext();
  const folder = stage("task-image", files);
  if (nodeImage === undefined) return { folder, hash: contentHash(files) };
  return {
    folder,
    hash: contentHash({ ...files, NODE_IMAGE: Buffer.from(nodeImage) }),
    buildArgs: { NODE_IMAGE: nodeImage },
  };
}

/** A folder as it is. Which files may be executed is part of it. */
function jobImageContext(jobContext: string): ImageContext {
  const folder = inProject(jobContext);
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const files: Files = Object.fromEntries(
    paths.map((path) => [
      `${relative(folder, path)}${statSync(path).mode & 0o100 ? " executable" : ""}`,
      readFileSync(path),
    ]),
  );
  return { folder, hash: contentHash(files) };
}
