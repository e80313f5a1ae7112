import { cpSync, existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Closers } from "../local/ending";
import { startCloud } from "../local/cloud/cloud";
import { initialize, placesIn, terraform, type StackPlace } from "../local/cloud/commands";
import { standInImage, Workspace } from "../local/cloud/workspace";
import { requireTools } from "../local/tools";

/**
 * Makes an emulated account to plan against: an empty one, or one in which `base` stands.
 *
 * @param base the folder with the cdktf.out of the version to compare with, synthesized for the same image
 * @throws Error naming each tool that is missing, or `base` where nothing was synthesized into it
 */
export async function emulatedPlaces(base: string | undefined, closers: Closers): Promise<StackPlace[]> {
  if (base !== undefined && new Workspace(base).stacks.length === 0)
    throw new Error(
      `No stacks were synthesized into ${base}: --base names the folder that another version's cdktf.out lies in`,
    );
  const { mirror } = await requireTools();
  process.env["KIT_IMAGE_URI"] ??= standInImage;
  const workspace = new Workspace(mkdtempSync(join(tmpdir(), "plan-")), mirror);
  const { region, accountId } = await workspace.prepare();
  const address = await startCloud({ region, accountId, realTime: false, folder: workspace.folder }, closers);
  // Not to standard output: that has the plans alone.
  console.error(workspace.providerLine);
  const places = placesIn(workspace, address);
  if (base !== undefined) for (const place of places) await deployBase(place, base, workspace);
  return places;
}

/** Deploys a stack as it was in `base`; its state is the one that the plan begins with. */
async function deployBase(place: StackPlace, base: string, workspace: Workspace): Promise<void> {
  const { stack } = place;
  const baseWorkspace = new Workspace(join(workspace.folder, "base"), workspace.mirror);
  const folder = baseWorkspace.stackFolder(stack);
  const earlier = new Workspace(base).stackFolder(stack);
  // A stack that is new stands nowhere yet.
  if (!existsSync(earlier)) return;
  // Where Terraform has run there, it noted another backend.
  cpSync(earlier, folder, { recursive: true, filter: (file) => basename(file) !== ".terraform" });
  baseWorkspace.emulate(stack, undefined, workspace.stateFile(stack));
  const there: StackPlace = { ...place, folder };
  await initialize(there);
  await terraform(there, ["apply", "-input=false", "-no-color", "-auto-approve"]);
}
