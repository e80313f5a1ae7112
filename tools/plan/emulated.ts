import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Closers } from "../local/closers";
import { initialize, providerLine } from "../local/cloud/cdktf";
import { startCloud } from "../local/cloud/cloud";
import { terraformEnvironment } from "../local/cloud/environment";
import { emulate, prepareWorkspace, stackFolder, stacksIn, type Workspace } from "../local/cloud/workspace";
import { findTools } from "../local/tools";
import { terraform, type StackPlace } from "./terraform";

/** No image is built for an emulated account. */
const standInImage = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:planned";

/**
 * Makes an emulated account to plan against: an empty one, or one in which `base` stands.
 *
 * @param base the folder with the cdktf.out of the version to compare with, synthesized for the same image
 * @throws Error naming each tool that is missing
 */
export async function emulatedPlaces(base: string | undefined, closers: Closers): Promise<StackPlace[]> {
  const tools = await findTools();
  if ("missing" in tools) throw new Error(`Something is missing here:\n${tools.missing.join("\n")}`);
  process.env["KIT_IMAGE_URI"] ??= standInImage;
  const workspace: Workspace = { folder: mkdtempSync(join(tmpdir(), "plan-")), mirror: tools.mirror };
  const { region, accountId } = await prepareWorkspace(workspace);
  const address = await startCloud({ region, accountId, realTime: false, folder: workspace.folder }, closers);
  await initialize({ address, workspace, stdio: "ignore" });
  // Not to standard output: that has the plans alone.
  console.error(await providerLine({ workspace }));
  const environment = terraformEnvironment(address, workspace);
  const places = stacksIn(workspace).map((stack) => ({ stack, folder: stackFolder(workspace, stack), environment }));
  if (base !== undefined) for (const place of places) await deployBase(place, base, workspace);
  return places;
}

/** Deploys a stack as it was in `base`; its state is the one that the plan begins with. */
async function deployBase(place: StackPlace, base: string, workspace: Workspace): Promise<void> {
  const baseWorkspace: Workspace = { ...workspace, folder: join(workspace.folder, "base") };
  const baseFolder = stackFolder(baseWorkspace, place.stack);
  const earlier = stackFolder({ folder: base, mirror: undefined }, place.stack);
  // A stack that is new stands nowhere yet.
  if (!existsSync(earlier)) return;
  cpSync(earlier, baseFolder, { recursive: true });
  emulate(baseWorkspace, place.stack, undefined, workspace);
  const there: StackPlace = { ...place, folder: baseFolder };
  await terraform(there, ["init", "-input=false", "-no-color"]);
  await terraform(there, ["apply", "-input=false", "-no-color", "-auto-approve"]);
}
