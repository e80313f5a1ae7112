import { createHash } from "node:crypto";
import { effectOf, isLocalImage } from "./effects";
import type { ResourceChange, TerraformPlan } from "./terraform-plan";

const changes = ({ address, previous_address, change }: ResourceChange): boolean =>
  change.actions.includes("read") ||
  effectOf(address, change.actions) !== undefined ||
  change.importing !== undefined ||
  previous_address !== undefined;

/**
 * A digest of all that a plan does, with every value: two plans that an approval must not take for each other have different
 * ones. Images of the machine's own Docker Engine are left out: another machine plans them otherwise.
 *
 * @returns SHA-256 in hex
 */
export function planDigest({ resource_changes = [], output_changes = {} }: TerraformPlan): string {
  const resources = resource_changes
    .filter((resource) => changes(resource) && !isLocalImage(resource))
    .map(({ address, previous_address, change }) => ({ address, previous_address, change }));
  const outputs = Object.entries(output_changes).filter(([, { actions }]) => actions.join() !== "no-op");
  return createHash("sha256").update(JSON.stringify({ resources, outputs })).digest("hex");
}
