import { NamedError } from "../workflow/errors";
import { limits } from "../workflow/limits";
import { bytesOf } from "../workflow/utf8";

/**
 * The key of the copy: `<objectKey>_<task id>`, in `targetFolder` when there is one. The task id is the last part of
 * the task's ARN, so a task that runs twice writes the same object twice.
 *
 * @param targetFolder folder to copy to, with or without a slash at its end; empty for the object's own
 * @throws DestinationKeyTooLong when it would have no room in S3
 */
export function destinationKey(objectKey: string, taskArn: string, targetFolder: string): string {
  const name = targetFolder === "" ? objectKey : `${targetFolder.replace(/\/+$/, "")}/${lastPart(objectKey)}`;
  const key = `${name}_${lastPart(taskArn)}`;
  const bytes = bytesOf(key);
  if (bytes > limits.objectKeyBytes)
    throw new NamedError(
      "DestinationKeyTooLong",
      `The copy's key would have ${bytes} bytes, S3 takes at most ${limits.objectKeyBytes}; ` +
        `shorten objectKey or targetFolder: ${key}`,
    );
  return key;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
