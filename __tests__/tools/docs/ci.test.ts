import { readFileSync } from "node:fs";
import { join } from "node:path";
import { useKeyStatements } from "../../../modules/encryption";
import { projectFolder } from "../../../modules/bundles/project-folder";

const text = readFileSync(join(projectFolder, "docs", "ci.md"), "utf8");

describe("Given the policy of the plan role for a key of one's own", () => {
  it("When it is read, then it lets Lambda use the key as it does for the functions' own roles", () => {
    const [, json = ""] = /<!-- policy: plan-role-key -->\s+```json\n([^]*?)```/.exec(text) ?? [];
    const { Statement } = JSON.parse(json) as { Statement: readonly [{ readonly Resource: string }] };
    const [region, kmsKeyArn] = ["eu-west-1", Statement[0].Resource];
    const [needed] = useKeyStatements({ region, kmsKeyArn }, "environment");
    expect(Statement).toEqual([
      {
        Sid: "ReadFunctionsEnvironment",
        Effect: "Allow",
        Action: needed?.actions?.join(),
        Resource: kmsKeyArn,
        Condition: { StringEquals: { "kms:ViaService": `lambda.${region}.amazonaws.com` } },
      },
    ]);
    expect(needed?.condition).toEqual([
      { test: "StringEquals", variable: "kms:ViaService", values: [`lambda.${region}.amazonaws.com`] },
    ]);
  });
});
