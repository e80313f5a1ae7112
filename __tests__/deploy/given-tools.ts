import type { findTools, Tools } from "../../tools/local/tools";

const found = JSON.parse(process.env["DEPLOY_TOOLS"] ?? '{"missing":["globalSetup of the project deploy"]}') as Awaited<
  ReturnType<typeof findTools>
>;
const missing = "missing" in found ? found.missing : [];

/** The tools that were found. */
export const tools: Tools = "missing" in found ? { mirror: undefined } : found;

/** A suite that needs the tools. Without them it is skipped and says what is missing; in CI it fails. */
export function givenTools(name: string, suite: () => void): void {
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const nameAndWhy = `${name} (missing: ${missing.join("; ")})`;
  if (process.env["CI"])
    it(nameAndWhy, () => {
      throw new Error(missing.join("\n"));
    });
  else describe.skip(nameAndWhy, suite);
}

const missingForImages = JSON.parse(process.env["IMAGE_TOOLS"] ?? '["globalSetup of the project deploy"]') as string[];

/** A suite that builds and pushes images with the Docker provider. Without what it needs it is skipped, in CI too, and says so. */
export function givenImageTools(name: string, suite: () => void): void {
  if (missing.length > 0 || missingForImages.length === 0) givenTools(name, suite);
  else describe.skip(`${name} (missing: ${missingForImages.join("; ")})`, suite);
}
