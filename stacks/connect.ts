import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";
import { globalName } from "../modules/names";
import type { Settings } from "./settings/complete";
import { requireVersions } from "./versions";

/** Tells Terraform where a stack's state lies, and the account and Region that it deploys to. @returns the id of the account */
export function connect(stack: TerraformStack, settings: Settings): string {
  const { region, accountId, tags } = settings;
  addBackend(stack, settings);
  requireVersions(stack);
  new AwsProvider(stack, "aws", {
    region,
    defaultTags: [{ tags }],
    ...(accountId ? { allowedAccountIds: [accountId] } : {}),
  });
  return accountId ?? new DataAwsCallerIdentity(stack, "account").accountId;
}

// Terraform runs in cdktf.out/stacks/<id>: this leads from there to the folder of cdktf.json, wherever that lies.
const projectFolder = "../../..";

/** Place of a stack's Terraform state: in a bucket, or in a file beside cdktf.json. */
function addBackend(stack: TerraformStack, { region, stateBucket, stateKeyPrefix, stateRegion }: Settings): void {
  // With the Region: a state that is planned in another one would have everything replaced.
  const file = `${globalName(stack.node.id, region)}.tfstate`;
  if (!stateBucket) {
    new LocalBackend(stack, { path: `${projectFolder}/terraform.${file}` });
    return;
  }
  new S3Backend(stack, {
    bucket: stateBucket,
    key: `${stateKeyPrefix}/${file}`,
    region: stateRegion,
    encrypt: true,
  });
  // S3Backend has no switch for the lock file.
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
