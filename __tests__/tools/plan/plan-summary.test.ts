import { failureSummary, planSummary } from "../../../tools/plan/summary";
import type { ResourceChange, TerraformPlan } from "../../../tools/plan/terraform-plan";

type Change = Partial<ResourceChange["change"]>;

const resource = (address: string, actions: readonly string[], change: Change = {}): ResourceChange => ({
  address,
  type: address.split(".")[0] as string,
  mode: "managed",
  change: { actions: actions as ResourceChange["change"]["actions"], before: {}, after: {}, ...change },
});

const summaryOf = (...resource_changes: ResourceChange[]): string =>
  planSummary("stack", { format_version: "1.2", resource_changes } as TerraformPlan);

const head = "<!-- plan of stack -->\n### stack\n\n";

describe("Given a plan that does nothing to what is deployed", () => {
  it.each([
    ["nothing", []],
    ["no resources at all", undefined],
    ["what stays as it is", [resource("aws_vpc.a", ["no-op"])]],
    ["reads", [{ ...resource("data.aws_caller_identity.a", ["read"]), mode: "data" as const }]],
    ["an image of this machine's engine", [resource("docker_image.a", ["create"])]],
  ])("When it has %s, then it says that there are no changes", (_, resource_changes) => {
    expect(planSummary("stack", resource_changes ? { resource_changes } : {})).toBe(`${head}No changes.\n`);
  });
});

describe("Given a plan with changes of every kind", () => {
  it("When it is summed up, then the gravest is first, what is lost is said aloud, and additions are folded", () => {
    const summary = summaryOf(
      resource("aws_route.new", ["create"]),
      resource("aws_lambda_function.monitor", ["update"], {
        before: { source_code_hash: "a", timeout: 60, name: "monitor", tags: { a: "1" } },
        after: { source_code_hash: "b", timeout: 30, name: "monitor", tags: { a: "1" } },
        after_unknown: { last_modified: true, tags: {}, layers: [] },
      }),
      resource("aws_s3_bucket.artifacts", ["delete"], { before: { bucket: "b" }, after: null }),
      resource("aws_subnet.a", ["delete"], { after: null }),
      resource("aws_dynamodb_table.summary", ["delete", "create"], {
        before: { hash_key: "old" },
        after: { hash_key: "new" },
        replace_paths: [["hash_key"], ["attribute", 0, "name"]],
      }),
    );
    expect(summary).toBe(`${head}**1 to add, 1 to change, 2 to destroy, 1 to replace**

> [!CAUTION]
> \`aws_s3_bucket.artifacts\` loses its objects.
> \`aws_dynamodb_table.summary\` loses its rows.

| | resource | attributes |
| --- | --- | --- |
| 🛑 **replaced** | \`aws_dynamodb_table.summary\` | \`hash_key\`, \`attribute.0.name\` |
| 🛑 **destroyed** | \`aws_s3_bucket.artifacts\` |  |
| 🛑 **destroyed** | \`aws_subnet.a\` |  |
| changed | \`aws_lambda_function.monitor\` | \`last_modified\`, \`source_code_hash\`, \`timeout\` |

<details><summary>1 added</summary>

- \`aws_route.new\`

</details>
`);
  });

  it("When a value is secret or long, then it is not shown", () => {
    const change = { before: { password: "old-secret" }, after: { password: "new-secret" } };
    expect(summaryOf(resource("aws_db.a", ["update"], change))).not.toContain("secret");
  });
});

describe("Given changes that others bring about", () => {
  it("When they are summed up, then they are counted and folded, so that the causes stand out", () => {
    const summary = summaryOf(
      resource("aws_vpc.a", ["delete", "create"], { after_unknown: { id: true }, replace_paths: [["cidr_block"]] }),
      resource("aws_security_group.a", ["create", "delete"], {
        after_unknown: { vpc_id: true },
        replace_paths: [["vpc_id"]],
      }),
      resource("aws_lambda_function.a", ["update"], {
        before: { vpc_config: [{ subnet_ids: ["a"] }] },
        after: { vpc_config: [{}] },
        after_unknown: { vpc_config: [{ subnet_ids: true }] },
      }),
    );
    expect(summary).toBe(`${head}**1 to change, 2 to replace**

| | resource | attributes |
| --- | --- | --- |
| 🛑 **replaced** | \`aws_vpc.a\` | \`cidr_block\` |

<details><summary>2 more, which follow from these</summary>

| | resource | attributes |
| --- | --- | --- |
| 🛑 **replaced** | \`aws_security_group.a\` | \`vpc_id\` |
| changed | \`aws_lambda_function.a\` | \`vpc_config\` |

</details>
`);
  });
});

describe("Given a resource that is replaced though no attribute forces it", () => {
  it("When it is summed up, then Terraform's reason is given", () => {
    const tainted = { ...resource("aws_subnet.a", ["delete", "create"]), action_reason: "replace_because_tainted" };
    expect(summaryOf(tainted)).toContain("| 🛑 **replaced** | `aws_subnet.a` | `replace_because_tainted` |");
  });
});

describe("Given a plan that could not be made", () => {
  it("When it is summed up, then the reason is there under the same mark", () => {
    expect(failureSummary("stack", "terraform plan: Error: no\n")).toBe(
      `${head}**There is no plan.**\n\n\`\`\`\nterraform plan: Error: no\n\`\`\`\n`,
    );
  });
});
