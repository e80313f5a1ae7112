import { get } from "node:http";
import { json } from "node:stream/consumers";
import { backOff } from "exponential-backoff";
import * as v from "valibot";

const attempts = 5;
const attemptTimeoutMilliseconds = 2_000;

const taskMetadata = v.object({ TaskARN: v.pipe(v.string(), v.startsWith("arn:")) });

/**
 * Asks ECS for the ARN of the task that this process runs in. ECS developer guide, "Task metadata endpoint version 4".
 *
 * @param metadataUri the value of `ECS_CONTAINER_METADATA_URI_V4`
 * @throws Error when the endpoint gave no answer, or not the ARN of a task, in five attempts
 */
export async function readTaskArn(metadataUri: string): Promise<string> {
  const uri = `${metadataUri}/task`;
  try {
    return await backOff(() => askForTaskArn(uri), { numOfAttempts: attempts, jitter: "full" });
  } catch (error) {
    throw new Error(`The ECS task metadata at ${uri} gave no task ARN in ${attempts} attempts: ${String(error)}`, {
      cause: error,
    });
  }
}

const askForTaskArn = async (uri: string): Promise<string> => v.parse(taskMetadata, await getJson(uri)).TaskARN;

// `fetch` would do, but loading it takes a tenth of the time until the task's first call.
const getJson = (uri: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    get(uri, { signal: AbortSignal.timeout(attemptTimeoutMilliseconds) }, (response) => {
      if (response.statusCode === 200) json(response).then(resolve, reject);
      else reject(new Error(`HTTP status ${String(response.resume().statusCode)}`));
    }).on("error", reject);
  });
