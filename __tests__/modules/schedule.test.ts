import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { synthesize } from "../support/template";

const folder = mkdtempSync(join(tmpdir(), "schedule-"));
const scheduleSpec = relative(projectFolder, join(folder, "nightly.json"));
const taskSource = { format: "JSONL", key: "lists/${tonight}.jsonl" };
writeFileSync(join(folder, "nightly.json"), JSON.stringify({ taskSource, clusterName: "<clusterName>" }));
const scheduled = {
  schedule: "cron(0 2 * * ? *)",
  scheduleTimezone: "Europe/Berlin",
  scheduleSpec,
  schedulePattern: 2,
};
const templates = synthesize(scheduled);
const name = "amazon-ecs-starter-kit-pattern-2";
const stateMachine = "${aws_sfn_state_machine.workflow_state-machine.arn}";
const queue = "${aws_sqs_queue.schedule_dead-letters.arn}";

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("Given a schedule of pattern 2", () => {
  const template = templates[2];

  it("When it is read, then it starts the state machine with the spec, filled in, and tries again for an hour", () => {
    const { target, ...schedule } = template.resource("aws_scheduler_schedule", "schedule");
    const { input, ...rest } = target as { input: string };
    expect(schedule).toEqual({
      name,
      group_name: "${aws_scheduler_schedule_group.schedule_group.name}",
      description: "Starts a run of the workflow",
      schedule_expression: "cron(0 2 * * ? *)",
      schedule_expression_timezone: "Europe/Berlin",
      flexible_time_window: { mode: "OFF" },
      depends_on: ["aws_iam_role_policy.schedule_role_policy"],
    });
    expect(rest).toEqual({
      arn: stateMachine,
      role_arn: "${aws_iam_role.schedule_role.arn}",
      dead_letter_config: { arn: queue },
      retry_policy: { maximum_event_age_in_seconds: 3_600, maximum_retry_attempts: 185 },
    });
    // A dollar before a brace would be an expression of Terraform's: doubled, it is the text that the spec has.
    expect(JSON.parse(input)).toEqual({
      taskSource: { ...taskSource, key: "lists/$${tonight}.jsonl" },
      clusterName: "${aws_ecs_cluster.ecs-cluster.name}",
    });
  });

  it("When its role is read, then Scheduler may have it for this schedule's group, to start this state machine and keep what it could not", () => {
    expect(template.statements("schedule_role_trust")).toEqual([
      {
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["scheduler.amazonaws.com"] }],
        condition: [
          {
            test: "StringEquals",
            variable: "aws:SourceAccount",
            values: ["${data.aws_caller_identity.account.account_id}"],
          },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: ["${aws_scheduler_schedule_group.schedule_group.arn}"],
          },
        ],
      },
    ]);
    expect(template.statements("schedule_role_permissions")).toEqual([
      { sid: "StartExecution", actions: ["states:StartExecution"], resources: [stateMachine] },
      { sid: "KeepDeadLetters", actions: ["sqs:SendMessage"], resources: [queue] },
    ]);
  });

  it("When its queue is read, then dead letters are encrypted, kept for 14 days, and an alarm tells of the first", () => {
    const deadLetters = `${name}-schedule-dead-letters`;
    expect(template.resources("aws_sqs_queue")).toEqual({
      "schedule_dead-letters": {
        name: deadLetters,
        message_retention_seconds: 1_209_600,
        sqs_managed_sse_enabled: true,
      },
    });
    const address = `alarms_${deadLetters}-ApproximateNumberOfMessagesVisible`;
    expect(template.resource("aws_cloudwatch_metric_alarm", address)).toMatchObject({
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: deadLetters },
      threshold: 1,
    });
    expect(template.resource("aws_cloudwatch_dashboard", "dashboard")["dashboard_body"]).toContain(address);
  });
});

describe("Given a schedule and a customer's key", () => {
  const kmsKeyArn = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd";
  const template = synthesize({ ...scheduled, kmsKeyArn })[2];

  it("When its queue is read, then that key encrypts the dead letters, and the role may use it for them alone", () => {
    expect(template.resource("aws_sqs_queue", "schedule_dead-letters")).toMatchObject({ kms_master_key_id: kmsKeyArn });
    expect(template.statements("schedule_role_permissions")).toContainEqual({
      sid: "UseKeyForDeadLetters",
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources: [kmsKeyArn],
      condition: [{ test: "StringEquals", variable: "kms:ViaService", values: ["sqs.eu-west-1.amazonaws.com"] }],
    });
  });
});

describe("Given no schedule, or one of the other pattern", () => {
  it.each([
    ["no schedule", synthesize()[2]],
    ["one of the other pattern", templates[1]],
  ])("When there is %s, then the stack has neither schedule nor queue", (_, template) => {
    const { aws_scheduler_schedule, aws_sqs_queue } = template.counts();
    expect([aws_scheduler_schedule, aws_sqs_queue]).toEqual([undefined, undefined]);
  });
});
