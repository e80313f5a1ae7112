import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { jobStatements } from "../../modules/job-policy";
import { synthesize } from "../support/template";

const folder = mkdtempSync(join(tmpdir(), "policy-"));
const file = relative(projectFolder, join(folder, "policy.json"));
const write = (policy: unknown): void => {
  writeFileSync(join(folder, "policy.json"), JSON.stringify(policy));
};
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const Version = "2012-10-17";
const queue = "arn:aws:sqs:eu-west-1:123456789012:jobs";
const send = { Sid: "Tell", Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };

describe("Given a policy document of IAM", () => {
  it("When it is read, then single values are lists, and its variables are none of Terraform's", () => {
    const Condition = { StringLike: { "aws:PrincipalTag/team": ["${aws:username}"] } };
    write({ Version, Statement: [send, { ...send, Sid: "Not", Effect: "Deny", Action: ["sqs:*"], Condition }] });
    expect(jobStatements(file)).toEqual([
      { sid: "Tell", effect: "Allow", actions: ["sqs:SendMessage"], resources: [queue] },
      {
        sid: "Not",
        effect: "Deny",
        actions: ["sqs:*"],
        resources: [queue],
        condition: [{ test: "StringLike", variable: "aws:PrincipalTag/team", values: ["&{aws:username}"] }],
      },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    [
      "an action without its service",
      { Version, Statement: [{ ...send, Action: "*" }] },
      /^Statement.0.Action: must be actions/,
    ],
    ["what is not known here", { Version, Statement: [{ ...send, NotResource: "*" }] }, /^Statement.0.NotResource: /],
    ["no statement", { Version, Statement: [] }, /^Statement: /],
    ["another version", { Version: "2008-10-17", Statement: [send] }, /^Version: /],
  ])("When it has %s, then the error says where", (_, policy, message) => {
    write(policy);
    expect(() => jobStatements(file)).toThrow(message);
  });

  it("When a stack is made with it, then the task role may do that too, and nobody else", () => {
    write({ Version, Statement: [send] });
    const template = synthesize({ jobPolicyFile: file })[1];
    const tell = { sid: "Tell", effect: "Allow", actions: ["sqs:SendMessage"], resources: [queue] };
    expect(template.statements("ecs-task_task-role_permissions")).toContainEqual(tell);
    for (const role of ["ecs-task_execution-role", "task-monitor_role", "task-launcher_role"])
      expect(template.statements(`${role}_permissions`)).not.toContainEqual(tell);
  });

  it("When there is no such file, then the settings are refused", () => {
    expect(() => synthesize({ jobPolicyFile: "no-such.json" })[1]).toThrow(
      /jobPolicyFile is "no-such.json", which is no policy here: ENOENT/,
    );
  });
});
