import { randomUUID } from "node:crypto";
import { AwsError, queryAnswer, type HttpAnswer } from "../http/aws-answers";
import type { Handler } from "../http/exchange";

/** A message as a topic gets it. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

/** SNS API reference, Publish: bytes of a message; a subject is printable ASCII of fewer than 100 characters. */
const messageBytes = 262_144;
const subjectPattern = /^[!-~][ -~]{0,98}$/;

function faultOf({ subject, message }: PublishedMessage): string | undefined {
  if (!subjectPattern.test(subject)) return "Invalid parameter: Subject";
  if (message === "") return "Invalid parameter: Empty message";
  return Buffer.byteLength(message) > messageBytes ? "Invalid parameter: Message too long" : undefined;
}

/** SNS, as far as publishing goes: whoever asks for a topic's messages here is told of each. */
export const newSns =
  (onMessage: (message: PublishedMessage) => void): Handler =>
  ({ body }) =>
    publish(new URLSearchParams(body.toString("utf8")), onMessage);

/** @throws AwsError InvalidParameter */
function publish(parameters: URLSearchParams, onMessage: (message: PublishedMessage) => void): HttpAnswer {
  const parameter = (name: string): string => parameters.get(name) ?? "";
  const message = { topicArn: parameter("TopicArn"), subject: parameter("Subject"), message: parameter("Message") };
  const fault = faultOf(message);
  if (fault !== undefined) throw new AwsError("InvalidParameter", fault);
  onMessage(message);
  return queryAnswer("Publish", "http://sns.amazonaws.com/doc/2010-03-31/", { MessageId: randomUUID() });
}
