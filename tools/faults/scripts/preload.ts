import { resolve } from "node:path";

/** The scripts of this folder that Node can load before a program. */
type Script = "dies-at-once" | "hangs" | "skipped-time";

/** The environment with which a process loads `script` before its program. */
export const preload = (script: Script): Record<string, string> => ({
  NODE_OPTIONS: `--require "${resolve(__dirname, `${script}.js`)}"`,
});
