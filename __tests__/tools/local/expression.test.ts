import { SynthesizedStack } from "../../../tools/local/terraform/synthesized-stack";
import type { JsonObject } from "../../../tools/local/json";

const stack = new SynthesizedStack(
  {
    provider: { aws: [{ region: "eu-west-1" }] },
    resource: {
      aws_dynamodb_table: { summary: { name: "summary_${data.aws_caller_identity.me.account_id}" } },
      aws_subnet: { a: { cidr_block: "10.0.0.0/24" }, b: { cidr_block: "10.0.1.0/24" } },
      aws_ecs_task_definition: { task: { family: "copy" } },
    },
    data: { aws_caller_identity: { me: {} }, aws_availability_zones: { zones: {} } },
  },
  __dirname,
);

describe("Given strings as cdktf writes them", () => {
  it.each([
    ["plain text", "plain text"],
    ["${aws_dynamodb_table.summary.name}", "summary_000000000000"],
    ["${aws_dynamodb_table.summary.arn}/*", "arn:aws:dynamodb:eu-west-1:000000000000:table/summary_000000000000/*"],
    ["${aws_ecs_task_definition.task.family}:${aws_ecs_task_definition.task.revision}", "copy:1"],
    ['${join("$", [aws_subnet.a.cidr_block, aws_subnet.b.cidr_block])}', "10.0.0.0/24$10.0.1.0/24"],
    ["${aws_ecs_task_definition.task.revision}", 1],
    ['${join("}", [aws_subnet.a.cidr_block])}', "10.0.0.0/24"],
    ['${cidrsubnet("10.110.0.0/16", 4, 3)}', "10.110.48.0/20"],
    ["${element(data.aws_availability_zones.zones.names, 1)}", "eu-west-1b"],
    ["$${not.a.reference} costs $5 or 5%", "${not.a.reference} costs $5 or 5%"],
    ["$.iterator and $$.Execution.Id", "$.iterator and $$.Execution.Id"],
    ['line\nbreak \\ ${aws_ecs_task_definition.task.revision} "quoted"', 'line\nbreak \\ 1 "quoted"'],
  ])("When %s is resolved, then it is %j", (text, expected) => {
    expect(stack.resolve(text, "here")).toEqual(expected);
  });

  it("When a file is hashed, then its path is relative to the stack's folder", () => {
    expect(stack.resolve('${filebase64sha256("expression.test.ts")}', "here")).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });
});

describe("Given references that lead nowhere", () => {
  it.each<[string, JsonObject, string]>([
    [
      "an unknown attribute",
      { variables: [{ X: "${aws_subnet.a.nmae}" }] },
      'function.variables[0].X: aws_subnet.a has no attribute "nmae" that is known here',
    ],
    ["an undeclared resource", { x: "${aws_subnet.c.id}" }, "function.x: aws_subnet.c is not declared in the stack"],
    ["an unknown function", { x: "${file(1)}" }, "function.x: The Terraform expression file(1) is not known here"],
    ["a resource as a whole", { x: "${aws_subnet.a}" }, "function.x: The Terraform expression aws_subnet.a is not"],
    [
      "a place in a list",
      { x: "${data.a.b.names[0]}" },
      "function.x: The Terraform expression data.a.b.names[0] is not",
    ],
    ["a local value", { x: "${local.answer}" }, "function.x: The Terraform expression local.answer is not known here"],
    ["an operator", { x: "id-${1 + 2}" }, "function.x: The Terraform expression 1 + 2 is not known here"],
    ["a condition", { x: "%{ if true }" }, "function.x: The Terraform expression %{ if true } is not known here"],
    ["an open quote", { x: '${"abc}' }, "function.x: The Terraform expression ${ is not known here"],
    [
      "an expression in a parameter",
      { x: '${join(",", ["${aws_subnet.a.cidr_block}"])}' },
      'function.x: The Terraform expression join(",", ["${aws_subnet.a.cidr_block}"]) is not known here',
    ],
  ])("When %s is resolved, then the error names where and what", (_, value, message) => {
    expect(() => stack.resolve(value, "function")).toThrow(message);
  });
});

describe("Given a policy document", () => {
  it("When its json is asked for, then it is IAM's JSON", () => {
    const policies = new SynthesizedStack(
      {
        provider: { aws: [{ region: "eu-west-1" }] },
        resource: { aws_iam_role: { task: { name: "task" } } },
        data: {
          aws_iam_policy_document: {
            pass: {
              statement: [
                {
                  sid: "Pass",
                  actions: ["iam:PassRole"],
                  resources: ["${aws_iam_role.task.arn}"],
                  condition: [{ test: "StringEquals", variable: "iam:PassedToService", values: ["ecs.amazonaws.com"] }],
                },
                { effect: "Deny", actions: ["s3:*"], principals: [{ type: "AWS", identifiers: ["*"] }] },
              ],
            },
          },
        },
      },
      __dirname,
    );
    expect(JSON.parse(policies.resolve("${data.aws_iam_policy_document.pass.json}", "here") as string)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Pass",
          Effect: "Allow",
          Action: ["iam:PassRole"],
          Resource: ["arn:aws:iam::000000000000:role/task"],
          Condition: { StringEquals: { "iam:PassedToService": ["ecs.amazonaws.com"] } },
        },
        { Effect: "Deny", Action: ["s3:*"], Principal: { AWS: ["*"] } },
      ],
    });
  });
});
