import { dirname } from "node:path";

/** The folder that holds cdktf.json, absolute. */
export const projectFolder = dirname(dirname(__dirname));
