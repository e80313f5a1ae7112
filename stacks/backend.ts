import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import type { Settings } from "./settings";

// Terraform runs in cdktf.out/stacks/<id>: this leads from there to the folder of cdktf.json, wherever that lies.
const projectFolder = "../../..";

/** Where Terraform keeps a stack's state: in a bucket, or in a file beside cdktf.json. */
export function addBackend(stack: TerraformStack, { stateBucket, stateKeyPrefix, stateRegion }: Settings): void {
  const { id } = stack.node;
  if (!stateBucket) {
    new LocalBackend(stack, { path: `${projectFolder}/terraform.${id}.tfstate` });
    return;
  }
  new S3Backend(stack, {
    bucket: stateBucket,
    key: `${stateKeyPrefix}/${id}.tfstate`,
    region: stateRegion,
    encrypt: true,
  });
  // S3Backend has no switch for the lock file.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
