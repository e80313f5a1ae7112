import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { startLocalServer, type Endpoint } from "../../../tools/local/http/local-server";
import { newSns, type PublishedMessage } from "../../../tools/local/endpoints/sns";
import { localCredentials } from "../../../tools/local/program-environment";

const TopicArn = "arn:aws:sns:eu-west-1:123456789012:runs";

describe("Given SNS on this machine", () => {
  let endpoint: Endpoint;
  const messages: PublishedMessage[] = [];
  beforeAll(async () => {
    endpoint = await startLocalServer(newSns((message) => messages.push(message)));
  });
  afterAll(() => endpoint.close());

  const publish = (Subject: string, Message: string) =>
    new SNSClient({ endpoint: endpoint.url, region: "eu-west-1", credentials: localCredentials }).send(
      new PublishCommand({ TopicArn, Subject, Message }),
    );

  it("When a message is published, then it is told of as it is", async () => {
    const { MessageId } = await publish("A subject", "of & lines\n{}");
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(messages).toEqual([{ topicArn: TopicArn, subject: "A subject", message: "of & lines\n{}" }]);
  });

  it.each([
    ["a subject of 100 characters", "s".repeat(100), "m"],
    ["a subject that is not ASCII", "naïve", "m"],
    ["a subject of two lines", "a\nb", "m"],
    ["nothing in it", "s", ""],
    ["more than 256 KiB in it", "s", "m".repeat(262_145)],
  ])("When a message has %s, then it is refused as SNS does", async (_, subject, message) => {
    await expect(publish(subject, message)).rejects.toMatchObject({ name: "InvalidParameterException" });
    expect(messages).toHaveLength(1);
  });
});
