import { DefaultRateLimiter } from "@smithy/core/retry";
import { isThrottled } from "./retry-classes";

/**
 * After a throttled call the rate falls to nine tenths and climbs again: by the SDK's usual seven tenths, calls that take half a
 * second would stay below the quota for long. Ten calls a second are made however often ECS throttles, so that whoever waits
 * has a turn before the function's time is short.
 */
const paceOptions = { beta: 0.9, minFillRate: 10 } as const;

/**
 * The pace at which one launcher calls ECS: as fast as it may until a call is throttled, then at the rate that the answers
 * allow. It is the SDK's rate limiter of its adaptive retries, told of throttling in all of ECS's disguises.
 */
export class Pace {
  private readonly limiter = new DefaultRateLimiter(paceOptions);

  /** Makes a call when its turn has come, and learns from its answer. */
  async call<Answer>(make: () => Promise<Answer>): Promise<Answer> {
    await this.limiter.getSendToken();
    try {
      const answer = await make();
      this.learn(false);
      return answer;
    } catch (error) {
      this.learn(isThrottled(error as Error));
      throw error;
    }
  }

  private learn(throttled: boolean): void {
    this.limiter.updateClientSendingRate({ errorType: throttled ? "THROTTLING" : "OTHER" });
  }
}
