import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** What a program asks for as it starts. */
export type Call = "metadata" | "credentials" | "service";

/** Since the epoch, in milliseconds with fractions; two processes of one machine agree on it. */
export const now = (): number => performance.timeOrigin + performance.now();

const answers: Readonly<Record<Exclude<Call, "service">, unknown>> = {
  metadata: { TaskARN: "arn:aws:ecs:eu-west-1:123456789012:task/bench/0123456789abcdef0123456789abcdef" },
  credentials: {
    AccessKeyId: "ASIAEXAMPLE",
    SecretAccessKey: "secret",
    Token: "token",
    Expiration: "2099-01-01T00:00:00Z",
  },
};

const callOf = ({ url }: IncomingMessage): Call =>
  url === "/metadata/task" ? "metadata" : url === "/credentials" ? "credentials" : "service";

/** What surrounds a program up to its first call of a service, which it never answers. */
export class StartupCloud {
  private readonly server = createServer((request, response) => {
    const call = callOf(request);
    this.onCall(call, now());
    if (call !== "service") response.end(JSON.stringify(answers[call]));
  });

  /** Is told each call and when it came. */
  onCall: (call: Call, at: number) => void = () => undefined;

  /** @returns its address */
  async start(): Promise<string> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
