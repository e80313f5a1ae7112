import { synthesize } from "../support/template";

const templates = synthesize();

describe.each([1, 2] as const)("Given the storage of pattern %i", (pattern) => {
  const template = templates[pattern];
  const bucket = "${aws_s3_bucket.artifact-bucket.id}";

  it("When the bucket is read, then it is named after the account, private, encrypted and emptied on destroy", () => {
    expect(template.resource("aws_s3_bucket", "artifact-bucket")).toEqual({
      bucket: `\${data.aws_caller_identity.account.account_id}-amazon-ecs-starter-kit-pattern-${pattern}-eu-west-1`,
      force_destroy: true,
    });
    expect(template.resource("aws_s3_bucket_public_access_block", "artifact-bucket_public-access-block")).toEqual({
      bucket,
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(
      template.resource("aws_s3_bucket_server_side_encryption_configuration", "artifact-bucket_encryption"),
    ).toEqual({ bucket, rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }] });
  });

  it("When its lifecycle is read, then unfinished uploads end after a day and nothing else happens", () => {
    const lifecycle = template.resource("aws_s3_bucket_lifecycle_configuration", "artifact-bucket_lifecycle");
    expect(lifecycle).toEqual({
      bucket,
      rule: [
        {
          id: "abort-unfinished-uploads",
          status: "Enabled",
          filter: [{}],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 1 }],
        },
      ],
    });
  });

  it("When the bucket's policy is read, then whatever comes without TLS is denied", () => {
    expect(template.statements("artifact-bucket_tls-only")).toEqual([
      {
        sid: "TlsOnly",
        effect: "Deny",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: ["s3:*"],
        resources: ["${aws_s3_bucket.artifact-bucket.arn}", "${aws_s3_bucket.artifact-bucket.arn}/*"],
        condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
    ]);
    expect(template.resource("aws_s3_bucket_policy", "artifact-bucket_policy")["policy"]).toBe(
      "${data.aws_iam_policy_document.artifact-bucket_tls-only.json}",
    );
  });

  it("When the tables are read, then they have the original's names and keys, paid for by request, encrypted and recoverable", () => {
    const table = (name: string, hashKey: [string, string], rangeKey: [string, string]) => ({
      name: `amazon-ecs-starter-kit-pattern-${pattern}-${name}`,
      hash_key: hashKey[0],
      range_key: rangeKey[0],
      attribute: [hashKey, rangeKey].map(([key, type]) => ({ name: key, type })),
      billing_mode: "PAY_PER_REQUEST",
      server_side_encryption: { enabled: true },
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: false,
      // Rows that are kept for ever have no such attribute.
      ttl: { attribute_name: "expires_at", enabled: true },
    });
    expect(template.resources("aws_dynamodb_table")).toEqual({
      "audit-tables_summary": table("workflow-summary", ["workflow_name", "S"], ["workflow_run_id", "N"]),
      "audit-tables_details": {
        ...table("workflow-details", ["workflow_run_id", "N"], ["ecs_task_id", "S"]),
        attribute: [
          { name: "workflow_run_id", type: "N" },
          { name: "ecs_task_id", type: "S" },
          { name: "unfinished", type: "S" },
        ],
        local_secondary_index: [{ name: "unfinished", range_key: "unfinished", projection_type: "ALL" }],
      },
    });
  });
});

describe("Given days after which rows go", () => {
  it.each([1, 2] as const)(
    "When the lifecycle of pattern %i is read, then what the kit itself writes goes too",
    (pattern) => {
      const template = synthesize({ retentionDays: 30 })[pattern];
      const expiry = (folder: string) => ({
        id: `expire-${folder}`,
        status: "Enabled",
        filter: [{ prefix: `${folder}/` }],
        expiration: [{ days: 30 }],
      });
      expect(template.resource("aws_s3_bucket_lifecycle_configuration", "artifact-bucket_lifecycle")["rule"]).toEqual([
        expect.objectContaining({ id: "abort-unfinished-uploads" }),
        expiry("amazon-ecs-starter-kit-launches"),
        expiry("amazon-ecs-starter-kit-lists"),
      ]);
    },
  );
});

describe("Given provisioned capacity", () => {
  it("When the tables are read, then each has the capacity of the settings", () => {
    const settings = { billingMode: "PROVISIONED", writeCapacityUnits: 50 };
    const tables = Object.values(synthesize(settings)[1].resources("aws_dynamodb_table"));
    const capacities = tables.map((table) => [table["billing_mode"], table["read_capacity"], table["write_capacity"]]);
    expect(capacities).toEqual([
      ["PROVISIONED", 5, 50],
      ["PROVISIONED", 5, 50],
    ]);
  });
});

describe("Given days for which versions are kept", () => {
  it("When the bucket is read, then it is versioned, and what is overwritten or deleted goes after them", () => {
    const [template] = [synthesize({ bucketVersionDays: 14 })[1]];
    const bucket = "${aws_s3_bucket.artifact-bucket.id}";
    expect(template.resource("aws_s3_bucket_versioning", "artifact-bucket_versioning")).toEqual({
      bucket,
      versioning_configuration: { status: "Enabled" },
    });
    expect(template.resource("aws_s3_bucket_lifecycle_configuration", "artifact-bucket_lifecycle")).toMatchObject({
      depends_on: ["aws_s3_bucket_versioning.artifact-bucket_versioning"],
      rule: [
        { id: "abort-unfinished-uploads" },
        {
          id: "expire-versions",
          status: "Enabled",
          filter: [{}],
          noncurrent_version_expiration: [{ noncurrent_days: 14 }],
          expiration: [{ expired_object_delete_marker: true }],
        },
      ],
    });
  });
});
