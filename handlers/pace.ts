import { DefaultRateLimiter, isThrottlingError } from "@smithy/core/retry";

/**
 * After a throttled call the rate falls to nine tenths and climbs again: by the SDK's usual seven tenths, calls that take half a
 * second would stay below the quota for long. Ten calls a second are made however often ECS throttles, so that whoever waits
 * has a turn before the function's time is short.
 */
const paceOptions = { beta: 0.9, minFillRate: 10 } as const;

/** An error of the AWS SDK. */
export type SdkError = Parameters<typeof isThrottlingError>[0];

/** Words that say "slower": ECS passes the throttling of its own look-ups on as InvalidParameterException. */
const throttlingWords = /rate exceeded|throttl|request ?limit ?exceeded/i;

/** True when ECS refused a call because there were too many, whatever it calls that. */
export const isThrottled = (error: Error): boolean =>
  isThrottlingError(error as SdkError) || throttlingWords.test(error.message);

/**
 * The pace at which one launcher calls ECS: as fast as it may until a call is throttled, then at the rate that the answers
 * allow. It is the SDK's rate limiter of its adaptive retries, told of throttling in all of ECS's disguises.
 */
export class Pace {
  private readonly limiter = new DefaultRateLimiter(paceOptions);

  /** Makes a call when its turn has come, and learns from its answer. */
  async call<Answer>(make: () => Promise<Answer>): Promise<Answer> {
    await this.limiter.getSendToken();
    let errorType: "THROTTLING" | "OTHER" = "OTHER";
    try {
      return await make();
    } catch (error) {
      if (isThrottled(error as Error)) errorType = "THROTTLING";
      throw error;
    } finally {
      this.limiter.updateClientSendingRate({ errorType });
    }
  }
}
