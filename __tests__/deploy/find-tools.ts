import { findTools } from "../../local/tools";

/** Looks for the tools before any test is read, so that tests can say what is missing. */
export default async function findToolsOnce(): Promise<void> {
  process.env["DEPLOY_TOOLS"] = JSON.stringify(await findTools());
}
