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
