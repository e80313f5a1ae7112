import { dirname, resolve } from "node:path";

/** The folder that holds cdktf.json, absolute. */
export const projectFolder = dirname(dirname(__dirname));

/** A path from the project's folder, absolute. */
export const inProject = (path: string): string => resolve(projectFolder, path);
