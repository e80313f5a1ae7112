import type { RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { taskNameOf } from "../faults/intercept";
import { limits } from "../../workflow/limits";

/** One call in so many meets a lack of capacity, and one loses its answer, where there are faults: 2 % each. */
const callsPerFault = 50;

/** RunTask calls a second, and at once. Amazon ECS API reference, "Request throttling": cluster resource modify actions. */
const apiBucket = { burst: 100, perSecond: 40 } as const;

/** A bucket of tokens that fills by itself. */
class Bucket {
  private tokens: number;
  private filledAt = performance.now();

  constructor(
    private readonly burst: number,
    private readonly perSecond: number,
  ) {
    this.tokens = burst;
  }

  /** True when there was a token to take. */
  take(): boolean {
    const now = performance.now();
    this.tokens = Math.min(this.burst, this.tokens + ((now - this.filledAt) / 1_000) * this.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}

/** RunTask over HTTP, as quick and as patient as AWS's by its default quotas. */
export class LaunchEcs {
  /** The names of the tasks that were started. */
  readonly started: string[] = [];
  private readonly byToken = new Map<string, string>();
  private readonly api = new Bucket(apiBucket.burst, apiBucket.perSecond);
  private readonly fargate = new Bucket(limits.launchBurst, limits.launchesPerSecond);
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private calls = 0;
  /** Number of calls, those that were throttled included. */
  asked = 0;

  /** @param callMilliseconds what a call takes */
  constructor(
    private readonly faults: boolean,
    private readonly callMilliseconds: number,
  ) {}

  /** @returns its URL */
  async open(): Promise<string> {
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const input = (await json(request)) as RunTaskCommandInput;
    this.asked += 1;
    await wait(this.callMilliseconds);
    const [status, body] = this.runTask(input);
    // Half a period apart, so that no call meets both faults.
    if (status === 200 && this.faults && this.calls % callsPerFault === callsPerFault / 2) {
      response.destroy();
      return;
    }
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
  }

  private runTask({ clientToken, overrides }: RunTaskCommandInput): readonly [status: number, body: object] {
    if (!this.api.take()) return refusal("ThrottlingException", "Rate exceeded");
    this.calls += 1;
    const earlier = this.byToken.get(clientToken ?? "");
    if (earlier !== undefined) return started(earlier);
    if (this.faults && this.calls % callsPerFault === 0)
      return refusal("ClientException", "Capacity is unavailable at this time. Please try again later");
    if (!this.fargate.take()) return refusal("ThrottlingException", "Rate exceeded");
    const taskArn = `arn:aws:ecs:eu-west-1:000000000000:task/bench/${this.started.length}`;
    this.started.push(String(taskNameOf({ overrides })));
    if (clientToken !== undefined) this.byToken.set(clientToken, taskArn);
    return started(taskArn);
  }
}

const started = (taskArn: string) => [200, { tasks: [{ taskArn }], failures: [] }] as const;

const refusal = (type: string, message: string) => [400, { __type: type, message }] as const;
