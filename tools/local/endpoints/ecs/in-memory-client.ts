import { ECSClient } from "@aws-sdk/client-ecs";
import { answerTo } from "./server";
import type { EcsEngine } from "./engine";

/** The part of a request of the AWS SDK that is looked at. */
interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

const textOf = (body: SdkRequest["body"]): string => (typeof body === "string" ? body : new TextDecoder().decode(body));

/**
 * A client of the AWS SDK that reaches an engine without a socket: all that the SDK does to requests, answers and errors is done.
 * It tries nothing again.
 */
export const inMemoryClient = (engine: EcsEngine, region = "us-east-1"): ECSClient =>
  new ECSClient({
    region,
    endpoint: "http://in-memory",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // Nobody checks signatures here, and they take a good part of a call's time.
    signer: { sign: (request) => Promise.resolve(request) },
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ headers, body }: SdkRequest) => {
        const answer = await answerTo(engine, headers, textOf(body));
        return { response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) } };
      },
    } as never,
  });
