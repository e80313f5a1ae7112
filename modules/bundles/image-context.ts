import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { taskImageContext } from "./programs";
import { inProject } from "./project-folder";
import { contentHash, stage } from "./stage";
import type { Files } from "./zip";

/** A folder that an image is built of. */
interface ImageContext {
  /** Absolute. */
  readonly folder: string;
  /** Changes with whatever makes another image. */
  readonly hash: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** The context of the kit's own image. @param nodeImage the image it begins with. @default the Dockerfile's */
export function ownContext(nodeImage: string | undefined): ImageContext {
  const files = taskImageContext();
  const folder = stage("task-image", files);
  if (nodeImage === undefined) return { folder, hash: contentHash(files) };
  return {
    folder,
    hash: contentHash({ ...files, NODE_IMAGE: Buffer.from(nodeImage) }),
    buildArgs: { NODE_IMAGE: nodeImage },
  };
}

/**
 * The context of a job's image: a folder as it is. Which files may be executed is part of it.
 *
 * @param jobContext from the project's folder
 */
export function jobImageContext(jobContext: string): ImageContext {
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
