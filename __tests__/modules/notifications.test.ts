import { parseJson, synthesize } from "../support/template";

const notificationTopicArn = "arn:aws:sns:eu-west-1:123456789012:runs";
const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
const publish = { sid: "TellOfRuns", actions: ["sns:Publish"], resources: [notificationTopicArn] };

describe.each([1, 2] as const)("Given pattern %i and a topic that is told of runs", (pattern) => {
  const template = synthesize({ notificationTopicArn })[pattern];

  it("When the rule for executions is read, then the monitor is told of each that ends", () => {
    const { event_pattern, description } = template.resource("aws_cloudwatch_event_rule", "stopped-executions_rule");
    expect(description).toBe(
      "Executions that ended: the task monitor settles their runs where nobody did, and tells of them",
    );
    expect(parseJson(event_pattern)).toMatchObject({
      detail: {
        status: ["ABORTED", "TIMED_OUT", "SUCCEEDED", "FAILED"],
        stateMachineArn: ["${aws_sfn_state_machine.workflow_state-machine.arn}"],
      },
    });
  });

  it("When the functions are read, then the monitor knows the topic, and it alone may publish to it", () => {
    const monitor = template.resource("aws_lambda_function", "task-monitor_function");
    expect(monitor["environment"]).toMatchObject({ variables: { NOTIFICATION_TOPIC_ARN: notificationTopicArn } });
    const documents = Object.entries(template.terraform.data["aws_iam_policy_document"] ?? {});
    const publishing = documents.filter(([, document]) => JSON.stringify(document).includes("sns:Publish"));
    expect(publishing.map(([address]) => address).sort()).toEqual([
      "network_endpoints_sns-policy",
      "task-monitor_role_permissions",
    ]);
    expect(template.statements("task-monitor_role_permissions")).toContainEqual(publish);
  });

  it("When the network is read, then SNS has an endpoint, which lets through that call of this account alone", () => {
    expect(template.resource("aws_vpc_endpoint", "network_endpoints_sns")).toMatchObject({
      service_name: "com.amazonaws.eu-west-1.sns",
      vpc_endpoint_type: "Interface",
    });
    const account = ["${data.aws_caller_identity.account.account_id}"];
    expect(template.statements("network_endpoints_sns-policy")).toEqual([
      {
        ...publish,
        principals: [{ type: "*", identifiers: ["*"] }],
        condition: [{ test: "StringEquals", variable: "aws:PrincipalAccount", values: account }],
      },
    ]);
  });
});

describe("Given a topic that is told of runs, and a customer's key", () => {
  it("When the monitor's role is read, then it may use the key by way of SNS, for a topic that it encrypts", () => {
    const template = synthesize({ notificationTopicArn, kmsKeyArn })[2];
    expect(template.statements("task-monitor_role_permissions")).toContainEqual({
      sid: "UseKeyForNotifications",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [kmsKeyArn],
      condition: [{ test: "StringEquals", variable: "kms:ViaService", values: ["sns.eu-west-1.amazonaws.com"] }],
    });
  });
});
