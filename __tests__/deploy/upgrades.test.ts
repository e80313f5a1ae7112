import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { Bucket } from "../../tools/local/contents";
import { ChangedStack, unrefreshed, type Blocks } from "./changed-stack";
import { anyContainer } from "./concerns/any-container";
import { gateway } from "./concerns/gateway";
import { DeployedStacks } from "./deployed";
import { givenTools } from "./given-tools";

const stack = "amazon-ecs-starter-kit-pattern-2";

// One deployment for all: the tests below run in their order.
givenTools("Given a deployment with deletion protection, and something in its tables and its bucket", () => {
  const deployed = new DeployedStacks();
  const tableName = "amazon-ecs-starter-kit-pattern-2-workflow-summary";
  const bucketName = `000000000000-${stack}-us-east-1`;
  const row = { workflow_name: { S: "kept" }, workflow_run_id: { N: "1" } };

  const changed = new ChangedStack(deployed, stack);

  const dynamodb = () => new DynamoDBClient(deployed.client);
  const bucket = () => {
    const { endpoint, region } = deployed.client;
    return new Bucket(bucketName, endpoint, region);
  };
  const kept = async () => ({
    rows: (await dynamodb().send(new ScanCommand({ TableName: tableName }))).Items,
    objects: await bucket().keys(),
  });
  const all = { rows: [row], objects: ["kept"] };

  const otherKey = ({ aws_dynamodb_table = {} }: Blocks) => {
    const attribute = { workflow_name: "S", run: "N" };
    for (const table of Object.values(aws_dynamodb_table).filter(({ name }) => name === tableName))
      Object.assign(table, {
        range_key: "run",
        attribute: Object.entries(attribute).map(([name, type]) => ({ name, type })),
      });
  };

  beforeAll(async () => {
    Object.assign(process.env, { KIT_PATTERNS: "2", KIT_DELETION_PROTECTION: "true" });
    await deployed.start();
    await changed.synthesize({});
    await changed.apply();
    await dynamodb().send(new PutItemCommand({ TableName: tableName, Item: row }));
    await bucket().put({ kept: Buffer.from("content") });
  });
  afterAll(() => deployed.close());

  it("When AWS lists other zones than before, then the subnets stay where they are, and the plan is empty", async () => {
    await changed.synthesize({}, (_, { aws_availability_zones = {} }) => {
      for (const zones of Object.values(aws_availability_zones)) zones["exclude_names"] = ["us-east-1a"];
    });
    expect(await changed.changes()).toEqual([]);
  });

  it("When a table's key changes, then the plan says what is lost, and the apply is refused", async () => {
    await changed.synthesize({}, otherKey);
    const summary = await changed.plan(unrefreshed);
    expect(summary).toContain("> `aws_dynamodb_table.audit-tables_summary` loses its rows.");
    expect(summary).toContain("🛑 **replaced** | `aws_dynamodb_table.audit-tables_summary` | `range_key` |");
    await expect(changed.applyPlan()).rejects.toThrow(`Error: deleting AWS DynamoDB Table (${tableName})`);
    expect(await kept()).toEqual(all);
  });

  it("When the bucket's name changes, then the plan says what is lost, and the apply is refused", async () => {
    await changed.synthesize({}, ({ aws_s3_bucket = {} }) => {
      for (const one of Object.values(aws_s3_bucket)) one["bucket"] = `${bucketName}-2`;
    });
    const summary = await changed.plan(unrefreshed);
    expect(summary).toContain("> `aws_s3_bucket.artifact-bucket` loses its objects.");
    expect(summary).toContain("🛑 **replaced** | `aws_s3_bucket.artifact-bucket` | `bucket` |");
    await expect(changed.applyPlan()).rejects.toThrow("BucketNotEmpty");
    expect(await kept()).toEqual(all);
  });

  it("When protection is taken off together with a replacement, then that is still refused", async () => {
    await changed.synthesize({ KIT_DELETION_PROTECTION: "false" }, otherKey);
    await expect(changed.apply(unrefreshed)).rejects.toThrow(`Error: deleting AWS DynamoDB Table (${tableName})`);
    expect(await kept()).toEqual(all);
  });

  it("When protection is taken off first, then the table is replaced, without its rows", async () => {
    await changed.synthesize({ KIT_DELETION_PROTECTION: "false" });
    await changed.apply(unrefreshed);
    await changed.synthesize({}, otherKey);
    await changed.apply(unrefreshed);
    expect(await kept()).toEqual({ ...all, rows: [] });
  });

  it("When it copied objects, and any container is wanted and the table of before, then both are applied", async () => {
    await changed.synthesize({ KIT_JOB: "container" });
    await changed.apply(unrefreshed);
  });

  anyContainer(deployed, stack);

  it("When the address range changes, then the plan shows that the network is replaced, and that nothing is lost", async () => {
    await changed.synthesize({ KIT_VPC_CIDR_BLOCKS: "10.110.0.0/16,10.130.0.0/16" });
    const [causes, consequences] = (await changed.plan(unrefreshed)).split("<details>");
    expect(causes?.match(/\*\*replaced\*\* .*/g)).toEqual([
      ...["private-1", "private-2", "public-1", "public-2"].map(
        (name) => `**replaced** | \`aws_subnet.network_${name}\` | \`vpc_id\`, \`cidr_block\` |`,
      ),
      "**replaced** | `aws_vpc.network_vpc` | `cidr_block` |",
    ]);
    expect(consequences).toContain("**replaced** | `aws_security_group.task-client_group` | `vpc_id` |");
    expect(`${String(causes)}${String(consequences)}`).not.toContain("loses");
  });

  describe("Given what programs and Terraform ask the gateway for", () => {
    gateway(deployed, stack);
  });
});
