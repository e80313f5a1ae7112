import { failureSummary, glance, planSummary } from "../../../tools/plan/summary";
import { planDigest } from "../../../tools/plan/terraform";
import { parsePlan, planText, type ResourceChange, type TerraformPlan } from "../../../tools/plan/terraform-plan";

type Change = Partial<ResourceChange["change"]>;

const resource = (address: string, actions: readonly string[], change: Change = {}): ResourceChange => ({
  address,
  type: address.split(".")[0] as string,
  mode: "managed",
  change: { actions, before: {}, after: {}, ...change },
});

const summaryOf = (...resource_changes: ResourceChange[]): string => planSummary("stack", { resource_changes }, "");

const head = "<!-- plan of stack -->\n### stack\n\n";

describe("Given a plan that does nothing to what is deployed", () => {
  it.each([
    ["nothing", []],
    ["no resources at all", undefined],
    ["what stays as it is", [resource("aws_vpc.a", ["no-op"])]],
    ["reads", [{ ...resource("data.aws_caller_identity.a", ["read"]), mode: "data" as const }]],
  ])("When it has %s, then it says that there are no changes", (_, resource_changes) => {
    expect(planSummary("stack", resource_changes ? { resource_changes } : {}, "")).toBe(`${head}No changes.\n`);
  });
});

describe("Given a plan with changes of every kind", () => {
  it("When it is summed up, then the gravest is first, and what is lost is said aloud", () => {
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
`);
  });
});

describe("Given a plan that changes no resource in AWS", () => {
  it("When it forgets, imports or moves, then each is counted and named", () => {
    const summary = summaryOf(
      resource("docker_image.a", ["forget"]),
      resource("aws_vpc.a", ["no-op"], { importing: { id: "vpc-1" } }),
      { ...resource("aws_subnet.b", ["no-op"]), previous_address: "aws_subnet.a" },
    );
    expect(summary).toBe(`${head}**1 to move, 1 to import, 1 to forget**

| | resource | attributes |
| --- | --- | --- |
| 🛑 **forgotten**, not destroyed | \`docker_image.a\` |  |
| imported | \`aws_vpc.a\` |  |
| moved | \`aws_subnet.b\` |  |
`);
  });

  it("When nothing but outputs change, then they are counted", () => {
    const output_changes = {
      kept: { actions: ["no-op"] },
      region: { actions: ["update"], before: "a", after: "b" },
      gone: { actions: ["delete"] },
    };
    expect(planSummary("stack", { output_changes }, "")).toBe(`${head}**2 outputs to change**\n`);
  });

  it("When this machine's Docker Engine lacks the image, then it says why that is nothing", () => {
    expect(summaryOf(resource("docker_image.a", ["create"]))).toBe(`${head}No changes.

> [!NOTE]
> Terraform will build \`docker_image.a\`, since the Docker Engine here does not hold it. Nothing that is deployed changes by that: the image in the registry stays.
`);
    const pushed = summaryOf(resource("docker_image.a", ["create"]), resource("docker_registry_image.a", ["create"]));
    expect(pushed).not.toContain("NOTE");
  });
});

describe("Given an action that is not known here", () => {
  it.each(["resource", "output"])("When a plan has it for a %s, then that is an error, not nothing", (kind) => {
    const change = { actions: ["transmogrify"] };
    const plan: TerraformPlan =
      kind === "resource"
        ? { resource_changes: [resource("aws_vpc.a", change.actions)] }
        : { output_changes: { a: change } };
    expect(() => planSummary("stack", plan, "")).toThrow(
      /^The plan has an action that is not known here: transmogrify of /,
    );
  });
});

const policy = (...Statement: object[]) => ({ policy: JSON.stringify({ Version: "2012-10-17", Statement }) });
const read = { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "arn:a" };

describe("Given a plan that changes a policy", () => {
  const fold = (title: string, ...lines: string[]) =>
    `<details><summary>Permissions: ${title}</summary>\n\n\`\`\`diff\n${lines.join("\n")}\n\`\`\`\n\n</details>`;

  it("When it allows more, less, or under other conditions, then what is added and taken is said", () => {
    const before = policy(read);
    const after = policy(
      { ...read, Action: "s3:GetObject" },
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "s3:*", Resource: "arn:b", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    );
    expect(summaryOf(resource("aws_iam_role_policy.a", ["update"], { before, after }))).toContain(
      fold(
        "2 added, 1 taken",
        "# aws_iam_role_policy.a",
        "+ Allow * on *",
        '+ Deny s3:* on arn:b if {"Bool":{"aws:SecureTransport":"false"}}',
        "- Allow s3:ListBucket on arn:a",
      ),
    );
  });

  it("When it is new, then all that it allows is added; when it says the same in other words, then nothing is", () => {
    expect(summaryOf(resource("aws_iam_role_policy.a", ["create"], { before: null, after: policy(read) }))).toContain(
      fold(
        "2 added, 0 taken",
        "# aws_iam_role_policy.a",
        "+ Allow s3:GetObject on arn:a",
        "+ Allow s3:ListBucket on arn:a",
      ),
    );
    const other = policy({ ...read, Resource: ["arn:a"] });
    expect(
      summaryOf(resource("aws_iam_role_policy.a", ["update"], { before: policy(read), after: other })),
    ).not.toContain("Permissions");
  });

  it("When it is known after the apply only, then the document that it comes from says what it will allow", () => {
    const plan: TerraformPlan = {
      resource_changes: [
        resource("aws_iam_role_policy.a", ["update"], {
          before: policy(read),
          after: {},
          after_unknown: { policy: true },
        }),
        {
          ...resource("data.aws_iam_policy_document.a", ["read"], {
            before: null,
            after: {
              statement: [{ sid: "Read", effect: null, actions: ["s3:*"], resources: [null], not_actions: [] }],
            },
            after_unknown: { json: true, statement: [{ resources: [true] }] },
          }),
          mode: "data",
        },
      ],
      configuration: {
        root_module: {
          resources: [
            {
              address: "aws_iam_role_policy.a",
              expressions: {
                policy: { references: ["data.aws_iam_policy_document.a.json", "data.aws_iam_policy_document.a"] },
              },
            },
          ],
        },
      },
    };
    expect(planSummary("stack", plan, "")).toContain(
      fold(
        "1 added, 2 taken",
        "# aws_iam_role_policy.a",
        "+ Allow s3:* on (known after apply)",
        "- Allow s3:GetObject on arn:a",
        "- Allow s3:ListBucket on arn:a",
      ),
    );
  });
});

describe("Given the whole plan as Terraform prints it", () => {
  it("When it is summed up, then it is in a fold, from which no text in it breaks out", () => {
    expect(planSummary("stack", {}, "a\n```\nb\n")).toBe(
      `${head}No changes.\n\n<details><summary>The whole plan</summary>\n\n\`\`\`\na\n'''\nb\n\`\`\`\n\n</details>\n`,
    );
  });

  it("When it is longer than a comment, then it is cut, and that is said", () => {
    const summary = planSummary("stack", {}, "x".repeat(100_000));
    expect(summary.length).toBeLessThan(65_536);
    expect(summary).toMatch(/The whole plan, its first \d+ of 100000 characters/);
  });
});

describe("Given a plan's digest", () => {
  const digest = (...resource_changes: ResourceChange[]) => planDigest({ resource_changes });
  const updated = (after: object) => resource("aws_iam_role_policy.a", ["update"], { before: policy(read), after });

  it.each([
    ["a policy allows another action", digest(updated(policy({ ...read, Action: "*" })))],
    ["another resource is changed", digest({ ...updated(policy(read)), address: "aws_iam_role_policy.b" })],
    ["something else is read", digest(updated(policy(read)), { ...resource("data.a.a", ["read"]), mode: "data" })],
    [
      "an output changes too",
      planDigest({ resource_changes: [updated(policy(read))], output_changes: { a: { actions: ["update"] } } }),
    ],
  ])("When %s, then it is another one", (_, other) => {
    expect(other).not.toBe(digest(updated(policy(read))));
  });

  it("When what stays, or this machine's own image, differs, then it is the same", () => {
    const others = [resource("aws_vpc.a", ["no-op"]), resource("docker_image.a", ["create"])];
    expect(digest(updated(policy(read)), ...others)).toBe(digest(updated(policy(read))));
  });
});

describe("Given what terraform show -json printed", () => {
  it("When text is before the plan, then it is passed over", () => {
    expect(parsePlan('[command]/usr/bin/terraform {"a"}\n{"format_version":"1.2","resource_changes":[]}\n')).toEqual({
      format_version: "1.2",
      resource_changes: [],
    });
  });

  it("When there is no plan, then the error shows what there is", () => {
    expect(() => parsePlan("Error: no")).toThrow("terraform show -json printed no plan: Error: no");
  });
});

describe("Given what terraform plan printed", () => {
  const plan = "\nTerraform will perform the following actions:\n\nPlan: 1 to add, 0 to change, 0 to destroy.\n";

  it.each([
    ["progress before it", `data.a.b: Reading...\ndata.a.b: Read complete after 0s [id=1]\n${plan}`],
    [
      "what is said of its file",
      `${plan}\n─────\n\nSaved the plan to: plan.tfplan\n\nTo perform exactly these actions,\n    run\n`,
    ],
    ["nothing else", plan],
  ])("When there is %s, then the text is the plan", (_, printed) => {
    expect(planText(printed)).toBe(plan);
  });

  it("When it has no empty line, then the text is all of it", () => {
    expect(planText("No changes.\n")).toBe("No changes.\n");
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

describe("Given a review that is shown in a terminal", () => {
  const created = resource("aws_iam_role_policy.a", ["create"], {
    after: { policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }) },
  });

  it("When it has folds, then these are left to its file, which is named", () => {
    const shown = glance("stack", planSummary("stack", { resource_changes: [created] }, "\n<details>a plan"));
    expect(shown).toBe("### stack\n\n**1 to add**\n\nAll of it, with permissions and values: plans/stack.md\n");
  });

  it("When there is no plan, then all of the reason is shown", () => {
    expect(glance("stack", failureSummary("stack", "Error: no"))).toBe(
      "### stack\n\n**There is no plan.**\n\n```\nError: no\n```\n",
    );
  });
});
