import { findTools } from "../../tools/local/tools";

/** Looks for the tools before any test is read, so that tests can say what is missing. */
export default async function findToolsOnce(): Promise<void> {
  const found = await findTools();
  if ("missing" in found) console.warn(`Without these, nothing can be deployed here:\n${found.missing.join("\n")}`);
  process.env["DEPLOY_TOOLS"] = JSON.stringify(found);
}
