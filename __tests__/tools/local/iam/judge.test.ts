import { matches, matchesArn } from "../../../../tools/local/iam/conditions";
import { judge, parsePolicy, type Access } from "../../../../tools/local/iam/policy";

type Verdict = ReturnType<typeof judge>;

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/runs";

const access = (change: Partial<Access> = {}): Access => ({
  action: "dynamodb:PutItem",
  resource: table,
  context: {},
  ...change,
});

const policy = (...statements: object[]) => parsePolicy({ Version: "2012-10-17", Statement: statements }, "of a test");

const allow = { Effect: "Allow", Action: "dynamodb:PutItem", Resource: table };
const cluster = "arn:aws:ecs:us-east-1:000000000000:cluster/main";

describe("Given patterns with wildcards", () => {
  it.each<[string, string, boolean]>([
    ["dynamodb:*", "dynamodb:PutItem", true],
    ["dynamodb:Put*", "dynamodb:GetItem", false],
    ["*", "", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a.c", "abc", false],
    ["key (1)*", "key (1) of\nmany", true],
  ])("When %j is compared with %j, then the answer is %s", (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["*", table, true],
    ["arn:aws:dynamodb:*:*:table/runs", table, true],
    ["arn:aws:dynamodb:*:table/runs", table, false],
    [`${table}/index/*`, table, false],
    [`${table}/index/*`, `${table}/index/unfinished`, true],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b:c", true],
    ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/a", false],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", false],
    ["arn:aws:s3:::bucket/*", "arn:aws:s3:::Bucket/a", false],
  ])("When the ARN pattern %j is compared with %j, then the answer is %s", (pattern, arn, expected) => {
    expect(matchesArn(pattern, arn)).toBe(expected);
  });
});

describe("Given policies", () => {
  it.each<[string, object[], Verdict]>([
    ["nothing", [], "implicitDeny"],
    ["the action on the resource", [allow], "allowed"],
    ["the action in another case", [{ ...allow, Action: "DynamoDB:putitem" }], "allowed"],
    ["the action among others", [{ ...allow, Action: ["dynamodb:GetItem", "dynamodb:P*"] }], "allowed"],
    ["another action", [{ ...allow, Action: "dynamodb:GetItem" }], "implicitDeny"],
    ["another resource", [{ ...allow, Resource: [`${table}2`] }], "implicitDeny"],
    ["it, and denies it too", [{ ...allow, Effect: "Deny" }, allow], "explicitDeny"],
    ["it, and denies something else", [allow, { ...allow, Effect: "Deny", Action: "dynamodb:GetItem" }], "allowed"],
  ])("When they allow %s, then the verdict on dynamodb:PutItem is as IAM's", (_, statements, expected) => {
    expect(judge([policy(...statements)], access())).toBe(expected);
    expect(
      judge(
        statements.map((statement) => policy(statement)),
        access(),
      ),
    ).toBe(expected);
  });

  it.each<[object, Access["context"], Verdict]>([
    [{ ArnEquals: { "ecs:cluster": cluster } }, { "ecs:cluster": cluster }, "allowed"],
    [{ ArnEquals: { "ecs:cluster": cluster } }, { "ecs:cluster": `${cluster}2` }, "implicitDeny"],
    [{ ArnEquals: { "ecs:cluster": cluster } }, {}, "implicitDeny"],
    [{ ArnLike: { "ecs:cluster": ["arn:aws:ecs:*:*:cluster/m?in"] } }, { "ecs:cluster": cluster }, "allowed"],
    [{ StringEquals: { "aws:RequestedRegion": ["a", "b"] } }, { "aws:RequestedRegion": "b" }, "allowed"],
    [{ StringEquals: { "aws:RequestedRegion": "*" } }, { "aws:RequestedRegion": "b" }, "implicitDeny"],
    [{ StringLike: { "aws:RequestedRegion": "*" } }, { "aws:RequestedRegion": "b" }, "allowed"],
    [{ Bool: { "aws:SecureTransport": true } }, { "aws:SecureTransport": "true" }, "allowed"],
    [{ "ForAllValues:StringEquals": { "ecs:subnet": ["a", "b"] } }, { "ecs:subnet": ["b", "a"] }, "allowed"],
    [{ "ForAllValues:StringEquals": { "ecs:subnet": ["a", "b"] } }, { "ecs:subnet": ["a", "c"] }, "implicitDeny"],
    [{ "ForAllValues:StringEquals": { "ecs:subnet": ["a", "b"] } }, { "ecs:subnet": [] }, "allowed"],
    [{ "ForAllValues:StringEquals": { "ecs:subnet": ["a", "b"] } }, {}, "allowed"],
    [{ BoolIfExists: { "ecs:auto-assign-public-ip": "false" } }, {}, "allowed"],
    [
      { BoolIfExists: { "ecs:auto-assign-public-ip": "false" } },
      { "ecs:auto-assign-public-ip": "true" },
      "implicitDeny",
    ],
    [{ Bool: { "aws:SecureTransport": "false" } }, { "aws:SecureTransport": "true" }, "implicitDeny"],
    [
      { StringLike: { "aws:RequestedRegion": "a*" }, Bool: { "aws:SecureTransport": "true" } },
      { "aws:RequestedRegion": "ab", "aws:SecureTransport": "false" },
      "implicitDeny",
    ],
  ])("When the condition is %j and the request has %j, then the verdict is %s", (Condition, context, expected) => {
    expect(judge([policy({ ...allow, Condition })], access({ context }))).toBe(expected);
  });

  it.each<[string, object, string]>([
    [
      "a condition operator that is not known",
      { ...allow, Condition: { DateLessThan: { "aws:CurrentTime": "2030-01-01" } } },
      "DateLessThan: is a condition operator that is not known here",
    ],
    [
      "a condition key that is not known",
      { ...allow, Condition: { StringEquals: { "dynamodb:LeadingKeys": "a" } } },
      "dynamodb:LeadingKeys: is a condition key that is not known here",
    ],
    [
      "a single-valued operator for a key of several values",
      { ...allow, Condition: { StringEquals: { "ecs:subnet": "a" } } },
      "ForAllValues is for keys that can have several values, and they need it",
    ],
    [
      "a policy variable",
      { ...allow, Resource: "arn:aws:s3:::b/${aws:username}" },
      "policy variables are not known here",
    ],
    [
      "a negated operator",
      { ...allow, Condition: { StringNotEquals: { "aws:RequestedRegion": "a" } } },
      "StringNotEquals: is a condition operator that is not known here",
    ],
    ["all but an action", { Effect: "Allow", Action: "*", NotAction: "dynamodb:*", Resource: "*" }, "NotAction"],
    ["all but a resource", { Effect: "Allow", Action: "*", NotResource: table }, "NotResource"],
    ["no resource", { Effect: "Allow", Action: "*" }, "needs a Resource"],
    ["no action", { Effect: "Allow", Resource: "*" }, "Action"],
    ["another effect", { ...allow, Effect: "Perhaps" }, "Effect"],
    ["an element that is not known", { ...allow, NotPrincipal: "*" }, "NotPrincipal"],
  ])("When one has %s, then it is refused, and the error names the policy and the place", (_, statement, message) => {
    const parse = () => policy(statement);
    expect(parse).toThrow("The policy of a test cannot be judged here.\n");
    expect(parse).toThrow(message);
    expect(parse).toThrow("Statement");
  });
});

describe("Given policies of resources", () => {
  const role = "arn:aws:iam::000000000000:role/worker";
  const caller = { type: "AWS", names: [role, "000000000000"] } as const;
  it.each<[object | string, Verdict]>([
    ["*", "allowed"],
    [{ AWS: "*" }, "allowed"],
    [{ "*": "*" }, "allowed"],
    [{ AWS: [role] }, "allowed"],
    [{ AWS: "arn:aws:iam::000000000000:role/other" }, "implicitDeny"],
    [{ Service: "lambda.amazonaws.com" }, "implicitDeny"],
  ])("When the principal is %j, then the verdict for a role is %s", (Principal, expected) => {
    expect(judge([policy({ ...allow, Principal })], access(), caller)).toBe(expected);
  });
});
