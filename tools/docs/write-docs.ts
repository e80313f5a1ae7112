import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedFiles } from "./generated-docs";

const root = join(__dirname, "../..");
const onlyCheck = process.argv.includes("--check");

/** Writes the files that are made from the sources, or with `--check` says which are out of date. */
async function main(): Promise<void> {
  for (const { file, write } of generatedFiles) {
    const path = join(root, file);
    const document = existsSync(path) ? readFileSync(path, "utf8") : "";
    const current = await write(document);
    if (current === document) continue;
    if (!onlyCheck) writeFileSync(path, current);
    console.log(onlyCheck ? `${file} is out of date: run \`npm run docs\`` : `${file} written`);
    if (onlyCheck) process.exitCode = 1;
  }
}

void main();
