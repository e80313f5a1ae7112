import { ECSClient } from "@aws-sdk/client-ecs";
import { type EcsEngine, ecsApi } from "../../../tools/local/endpoints/ecs/engine";
import { answering, calledBy } from "../../../tools/local/http/exchange";

/** The part of a request of the AWS SDK that is looked at. */
interface SdkRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * A client of the AWS SDK that reaches an engine without a socket: all that the SDK does to requests, answers and errors is done.
 * It tries nothing again.
 */
export function inMemoryClient(engine: EcsEngine, region = "us-east-1"): ECSClient {
  const answer = answering(ecsApi(engine));
  const handle = async ({ headers, body }: SdkRequest) => {
    const request = { ...calledBy(headers, "/"), method: "POST", url: "/" };
    const answered = await answer({ ...request, headers, body: Buffer.copyBytesFrom(body) });
    return { response: { ...answered, statusCode: answered.status, body: Buffer.from(answered.body) } };
  };
  return new ECSClient({
    region,
    endpoint: "http://in-memory",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    // Nobody checks signatures here, and they take a good part of a call's time.
    signer: { sign: (request) => Promise.resolve(request) },
    maxAttempts: 1,
    requestHandler: { handle } as never,
  });
}
