import { get } from "node:http";
import { json } from "node:stream/consumers";
import { backOff } from "exponential-backoff";
import * as v from "valibot";

/**
 * Time in which the endpoint is asked: milliseconds. It answers late at times: half a second and five seconds were reported as too
 * short (DataDog/datadog-agent issues 6758 and 9137).
 */
const askingMilliseconds = 60_000;
const attemptTimeoutMilliseconds = 10_000;

const taskMetadata = v.object({ TaskARN: v.pipe(v.string(), v.startsWith("arn:")) });

/**
 * Asks ECS for the ARN of the task that this process runs in. ECS developer guide, "Task metadata endpoint version 4".
 *
 * @param metadataUri the value of `ECS_CONTAINER_METADATA_URI_V4`
 * @param signal aborted when the task must stop
 * @param patienceMilliseconds after that time no further attempt is made
 * @throws Error when the endpoint gave no answer, or not the ARN of a task, in that time
 */
export async function readTaskArn(
  metadataUri: string,
  signal: AbortSignal,
  patienceMilliseconds = askingMilliseconds,
): Promise<string> {
  const uri = `${metadataUri}/task`;
  const end = performance.now() + patienceMilliseconds;
  try {
    return await backOff(() => askForTaskArn(uri, signal), {
      numOfAttempts: Infinity,
      maxDelay: 2_000,
      jitter: "full",
      retry: () => performance.now() < end && !signal.aborted,
    });
  } catch (error) {
    const seconds = Math.round(patienceMilliseconds / 1_000);
    throw new Error(`The ECS task metadata at ${uri} gave no task ARN within ${seconds} s: ${String(error)}`, {
      cause: error,
    });
  }
}

const askForTaskArn = async (uri: string, signal: AbortSignal): Promise<string> =>
  v.parse(taskMetadata, await getJson(uri, signal)).TaskARN;

// `fetch` would do, but loading it takes a tenth of the time until the task's first call.
const getJson = (uri: string, stop: AbortSignal): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(attemptTimeoutMilliseconds)]);
    get(uri, { signal }, (response) => {
      if (response.statusCode === 200) json(response).then(resolve, reject);
      else reject(new Error(`HTTP status ${String(response.resume().statusCode)}`));
    }).on("error", reject);
  });
