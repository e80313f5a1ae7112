import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { IAMClient } from "@aws-sdk/client-iam";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { sampleKey } from "../../../tools/local/contents";
import { readRoles } from "../roles-in-iam";
import { Iam } from "../../../tools/local/iam/iam";
import { judge } from "../../../tools/local/iam/policy";
import type { ChangedStack } from "../changed-stack";
import type { DeployedStacks } from "../deployed";

const stack = "amazon-ecs-starter-kit-pattern-1";
const region = "us-east-1";
const accountId = "000000000000";
const stateMachineArn = `arn:aws:states:${region}:${accountId}:stateMachine:${stack}`;
const queueArn = `arn:aws:sqs:${region}:${accountId}:${stack}-schedule-dead-letters`;
const topicArn = `arn:aws:sns:${region}:${accountId}:runs`;
const groupArn = `arn:aws:scheduler:${region}:${accountId}:schedule-group/${stack}`;
const roleArn = `arn:aws:iam::${accountId}:role/${stack}-schedule-${region}`;

/** Settings of a deployment of pattern 1 with a schedule, and a topic that is told of its runs. */
export const nightly = {
  KIT_REGION: region,
  KIT_NOTIFICATION_TOPIC_ARN: topicArn,
  KIT_SCHEDULE: "cron(0 2 * * ? *)",
  KIT_SCHEDULE_TIMEZONE: "Europe/Berlin",
  KIT_SCHEDULE_SPEC: "spec-templates/nightly.json",
} as const;

/** A night of a stack that has the settings `nightly`: its first deployment, its schedule, and who is told of its run. */
export function nights(deployed: DeployedStacks, changed: ChangedStack): void {
  let QueueUrl: string | undefined;

  beforeAll(async () => {
    const sns = new SNSClient(deployed.client);
    const queue = await new SQSClient(deployed.client).send(new CreateQueueCommand({ QueueName: "told" }));
    QueueUrl = queue.QueueUrl;
    await sns.send(new CreateTopicCommand({ Name: "runs" }));
    const Endpoint = `arn:aws:sqs:${region}:${accountId}:told`;
    await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "sqs", Endpoint }));
  });

  const schedule = () =>
    new SchedulerClient(deployed.client).send(new GetScheduleCommand({ GroupName: stack, Name: stack }));

  it("When it is deployed, then the schedule is there, and the next plan is empty", async () => {
    await changed.synthesize({});
    await changed.apply();
    expect(await changed.changes()).toEqual([]);
    const { Schedules = [] } = await new SchedulerClient(deployed.client).send(new ListSchedulesCommand({}));
    expect(Schedules.map(({ GroupName, Name, State }) => [GroupName, Name, State])).toEqual([
      [stack, stack, "ENABLED"],
    ]);
    const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target } = await schedule();
    const { Input, ...target } = Target ?? {};
    expect({ ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, target }).toEqual({
      ScheduleExpression: "cron(0 2 * * ? *)",
      ScheduleExpressionTimezone: "Europe/Berlin",
      FlexibleTimeWindow: { Mode: "OFF" },
      target: {
        Arn: stateMachineArn,
        RoleArn: roleArn,
        DeadLetterConfig: { Arn: queueArn },
        RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 185 },
      },
    });
    expect(Input).toContain("lists/tonight.jsonl");
  });

  it("When its queue is described, then what could not be started is encrypted and kept for 14 days", async () => {
    const sqs = new SQSClient(deployed.client);
    const { QueueUrl: url } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueArn.split(":").at(-1) }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }));
    expect(Attributes).toMatchObject({
      QueueArn: queueArn,
      MessageRetentionPeriod: "1209600",
      SqsManagedSseEnabled: "true",
    });
  });

  it("When Scheduler assumes the role for the deployment's group, then it may start this state machine and keep dead letters, and nothing else", async () => {
    const roles = await readRoles(new IAMClient(deployed.client));
    const principals = new Iam({ region, accountId, roles, resourcePolicies: {}, endpoints: [] });
    const assuming = { service: "scheduler.amazonaws.com", accountId };
    expect(() => principals.assumeRole(roleArn, { ...assuming, sourceArn: `${groupArn}-2` }, "night")).toThrow();
    const { accessKeyId } = principals.assumeRole(roleArn, { ...assuming, sourceArn: groupArn }, "night");
    const policies = principals.find(accessKeyId)?.policies ?? [];
    const verdicts = (
      [
        ["states:StartExecution", stateMachineArn],
        ["sqs:SendMessage", queueArn],
        ["states:StartExecution", `${stateMachineArn}-2`],
        ["states:StopExecution", stateMachineArn],
        ["sqs:ReceiveMessage", queueArn],
      ] as const
    ).map(([action, resource]) => judge(policies, { action, resource, context: {} }));
    expect(verdicts).toEqual(["allowed", "allowed", "implicitDeny", "implicitDeny", "implicitDeny"]);
  });

  it("When its target is called as Scheduler does, with the schedule's input, then the list of the night is worked off", async () => {
    const s3 = new S3Client(deployed.client);
    const Bucket = `${accountId}-${stack}-${region}`;
    await s3.send(new PutObjectCommand({ Bucket, Key: sampleKey, Body: "a sample" }));
    const list = JSON.stringify({ taskName: "tonight", objectKey: sampleKey });
    await s3.send(new PutObjectCommand({ Bucket, Key: "lists/tonight.jsonl", Body: list }));
    const sfn = new SFNClient(deployed.client);
    const { Target } = await schedule();
    const start = new StartExecutionCommand({ stateMachineArn: Target?.Arn, input: Target?.Input });
    const { executionArn } = await sfn.send(start);
    let execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    while (execution.status === "RUNNING") {
      await new Promise((resolve) => setTimeout(resolve, 500));
      execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    }
    expect([execution.status, execution.cause]).toEqual(["SUCCEEDED", undefined]);
  });

  it("When the run has ended, then a queue that the topic has for a subscriber gets one message, with its counts", async () => {
    const sqs = new SQSClient(deployed.client);
    const receive = async (WaitTimeSeconds: number) =>
      (await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }))).Messages ?? [];
    const messages = [...(await receive(20)), ...(await receive(2))];
    const envelopes = messages.map(
      ({ Body = "" }) => JSON.parse(Body) as { Message: string; MessageAttributes: unknown },
    );
    expect(envelopes).toMatchObject([
      { Subject: expect.stringMatching(/^Completed: /), MessageAttributes: { outcome: { Value: "Completed" } } },
    ]);
    expect(JSON.parse(envelopes[0]?.Message ?? "")).toMatchObject({
      outcome: "Completed",
      workflowName: stack,
      tasks: { all: 1, completed: 1, failed: 0, timedOut: 0 },
      failures: [],
    });
  });
}
