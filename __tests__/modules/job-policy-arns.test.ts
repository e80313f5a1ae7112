import { synthesize } from "../support/template";

const accountId = "123456789012";
const jobPolicyArns = ["arn:aws:iam::aws:policy/AmazonSQSFullAccess", `arn:aws:iam::${accountId}:policy/team/jobs`];
const template = synthesize({ accountId, jobPolicyArns })[1];

describe("Given managed policies for the tasks", () => {
  it("When a stack is made with them, then the task role has them, and no other role any", () => {
    expect(template.resources("aws_iam_role_policy_attachment")).toEqual({
      "ecs-task_task-role_aws-policy-AmazonSQSFullAccess": {
        role: "${aws_iam_role.ecs-task_task-role.name}",
        policy_arn: jobPolicyArns[0],
      },
      [`ecs-task_task-role_${accountId}-policy-team-jobs`]: {
        role: "${aws_iam_role.ecs-task_task-role.name}",
        policy_arn: jobPolicyArns[1],
      },
    });
  });

  it.each(["s3", "dynamodb", "ecs", "ecr", "logs"])(
    "When the endpoint of %s is read, then it lets through what they may allow, for the task role alone",
    (service) => {
      const endpoint = service === "ecr" ? "ecr-api" : service;
      expect(template.statements(`network_endpoints_${endpoint}-policy`)).toContainEqual({
        sid: "WhatTheRoleMay",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: [`${service}:*`],
        resources: ["*"],
        condition: [
          { test: "ArnEquals", variable: "aws:PrincipalArn", values: ["${aws_iam_role.ecs-task_task-role.arn}"] },
          { test: "StringEquals", variable: "aws:PrincipalAccount", values: [accountId] },
        ],
      });
    },
  );

  it("When the endpoints of ECS's agent are read, then they keep AWS's default", () => {
    const open = Object.entries(template.resources("aws_vpc_endpoint")).filter(([, one]) => !("policy" in one));
    expect(open.map(([address]) => address)).toEqual([
      "network_endpoints_ecs-agent",
      "network_endpoints_ecs-telemetry",
    ]);
  });
});
