import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { synthesizeAll } from "../support/template";

const security = readFileSync(join(projectFolder, ".github/SECURITY.md"), "utf8");

/** The reasons that .github/SECURITY.md gives, by statement. */
const reasons = new Map(
  [...security.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, sid = "", reason = ""]) => [sid, reason]),
);

interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
}

const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
const templates = [
  ...synthesizeAll({}),
  ...synthesizeAll({
    kmsKeyArn,
    natGateways: 1,
    flowLogs: true,
    notificationTopicArn: "arn:aws:sns:eu-west-1:123456789012:runs",
    schedule: "rate(1 day)",
    scheduleSpec: "spec-templates/nightly.json",
    imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/task:1",
    jobPolicyArns: ["arn:aws:iam::aws:policy/AmazonSQSFullAccess"],
    jobSecrets: {
      DB_PASSWORD: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
      API_KEY: "arn:aws:ssm:eu-west-1:123456789012:parameter/api-key",
    },
  }),
];
const documents = templates.flatMap((template) =>
  Object.values(template.terraform.data["aws_iam_policy_document"] ?? {}),
);
const statements = documents.flatMap((document) => document["statement"] as Statement[]);
const hasWildcard = ({ actions, resources = [] }: Statement) =>
  [...actions, ...resources].some((text) => text.includes("*"));

describe("Given every policy of every stack", () => {
  it("When they are read, then all come from documents that this test knows", () => {
    const inline = templates.flatMap(({ text }) => text.match(/"Statement\\?"/g) ?? []);
    expect(inline).toEqual([]);
    expect(statements.length).toBeGreaterThan(100);
  });

  it("When a statement has a wildcard, then .github/SECURITY.md says why, and it gives no reason that nothing needs", () => {
    const needed = new Set(statements.filter(hasWildcard).map(({ sid = "without sid" }) => sid));
    expect([...needed].sort()).toEqual([...reasons.keys()].sort());
  });

  it("When a reason is read, then it is one", () => {
    expect([...reasons.values()].filter((reason) => reason.split(" ").length < 3)).toEqual([]);
  });

  it("When an action is allowed, then it is named: as a whole is only denied, or let through to a role's own policies", () => {
    const allowed = statements.filter(({ effect = "Allow" }) => effect === "Allow");
    const whole = allowed.filter(({ actions }) => actions.some((action) => action.includes("*")));
    expect([...new Set(whole.map(({ sid }) => sid))]).toEqual(["WhatTheRoleMay"]);
  });

  it("When everything is a resource, then the calls have none to name", () => {
    const everywhere = statements.filter(({ resources = [] }) => resources.includes("*")).map(({ sid }) => sid);
    expect([...new Set(everywhere)].sort()).toEqual([
      "AttachToVpc",
      "AttachToVpcNotByCode",
      "DeliverLogs",
      "FindLogGroups",
      "ListTasks",
      "LogInToEcr",
      "SendTraces",
      "WhatTheRoleMay",
    ]);
  });
});
