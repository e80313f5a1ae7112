import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { bucketFolders } from "../workflow/bucket";
import { useKeyStatements } from "./encryption";
import { bucketName } from "./names";
import type { Statement } from "./service-role";
import type { Target } from "./target";

interface ArtifactBucketProps {
  readonly target: Target;
  /** Destroying it is refused as long as it holds objects; otherwise it is emptied first. */
  readonly deletionProtection: boolean;
  /** Days for which objects in the kit's own folders are kept. @default for ever */
  readonly retentionDays?: number | undefined;
  /** Days for which overwritten and deleted objects can be had back. @default none: they are gone at once */
  readonly bucketVersionDays?: number | undefined;
}

/** With a bucket key, S3 asks KMS once in a while and not for each object. */
const ownKey = (kmsMasterKeyId: string) => ({
  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId },
  bucketKeyEnabled: true,
});

const expiryRule = (folder: string, days: number) => ({
  id: `expire-${folder}`,
  status: "Enabled",
  filter: [{ prefix: `${folder}/` }],
  expiration: [{ days }],
});

const versionRule = (days: number) => ({
  id: "expire-versions",
  status: "Enabled",
  filter: [{}],
  noncurrentVersionExpiration: [{ noncurrentDays: days }],
  // What says that an object is deleted, once none of its versions is left.
  expiration: [{ expiredObjectDeleteMarker: true }],
});

/** The bucket that the tasks read from and write to: private and encrypted. */
export class ArtifactBucket extends Construct {
  readonly name: string;
  private readonly arn: string;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ArtifactBucketProps,
  ) {
    super(scope, id);
    const { deletionProtection, target, retentionDays, bucketVersionDays } = props;
    const { name, region, accountId, kmsKeyArn } = target;
    const bucket = new S3Bucket(this, "bucket", {
      bucket: bucketName(accountId, name, region),
      forceDestroy: !deletionProtection,
    });
    const block = new S3BucketPublicAccessBlock(this, "public-access-block", {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket: bucket.id,
      rule: [kmsKeyArn ? ownKey(kmsKeyArn) : { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    const versioning =
      bucketVersionDays !== undefined &&
      new S3BucketVersioningA(this, "versioning", {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
      });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket: bucket.id,
      ...(versioning && { dependsOn: [versioning] }),
      // A task that is killed cannot abort its upload, whose parts would be paid for until somebody does.
      rule: [
        {
          id: "abort-unfinished-uploads",
          status: "Enabled",
          filter: [{}],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
        ...(retentionDays === undefined
          ? []
          : Object.values(bucketFolders).map((folder) => expiryRule(folder, retentionDays))),
        ...(bucketVersionDays === undefined ? [] : [versionRule(bucketVersionDays)]),
      ],
    });
    const tlsOnly = new DataAwsIamPolicyDocument(this, "tls-only", {
      statement: [
        {
          sid: "TlsOnly",
          effect: "Deny",
          principals: [{ type: "*", identifiers: ["*"] }],
          actions: ["s3:*"],
          resources: [bucket.arn, `${bucket.arn}/*`],
          condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
        },
      ],
    });
    // S3 refuses two changes of a bucket's access at once.
    new S3BucketPolicy(this, "policy", { bucket: bucket.id, policy: tlsOnly.json, dependsOn: [block] });
    this.name = bucket.id;
    this.arn = bucket.arn;
  }

  /** Reading and writing any of its objects, in one piece or in parts. */
  copyStatements(): Statement[] {
    return [
      {
        sid: "CopyObjects",
        actions: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
        resources: [`${this.arn}/*`],
      },
      // CopyObject takes an object's tags along, and needs these for one that has tags.
      {
        sid: "CopyTags",
        actions: ["s3:GetObjectTagging", "s3:PutObjectTagging"],
        resources: [`${this.arn}/*`],
      },
      // Without it, S3 answers 403 instead of 404 for an object that is not there, and the task's reason would mislead.
      { sid: "TellMissingObjects", actions: ["s3:ListBucket"], resources: [this.arn] },
      ...useKeyStatements(this.props.target, "objects"),
    ];
  }

  /** Reading lists of tasks: objects, or the names of objects. */
  readListStatements(): Statement[] {
    return [
      { sid: "ReadLists", actions: ["s3:GetObject"], resources: [`${this.arn}/*`] },
      { sid: "ListObjects", actions: ["s3:ListBucket"], resources: [this.arn] },
      ...useKeyStatements(this.props.target, "lists"),
    ];
  }

  /**
   * Writing results into a folder, in parts when they are long, by a role that reads lists too. Step Functions guide, "IAM policies
   * for Distributed Map", which names s3:GetObject as well.
   */
  writeResultsStatements(folder: string): Statement[] {
    return [
      {
        sid: "WriteResults",
        actions: ["s3:PutObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
        resources: [`${this.arn}/${folder}/*`],
      },
      ...useKeyStatements(this.props.target, "objects"),
    ];
  }
}
