import type { Json } from "../../../tools/local/json";
import type { Integrations } from "../../../tools/local/state-machine/integrations/integration";
import { StatesError } from "../../../tools/local/state-machine/language/states-error";

/**
 * A bucket in memory, for as much of S3 as a Distributed Map uses. The results that it writes are read by nobody here.
 *
 * @param objects the text of each object, by its key
 */
export const storedObjects = (objects: Readonly<Record<string, string | undefined>>): Integrations => ({
  "arn:aws:states:::s3:getObject": (parameters: Json) => {
    const { Key } = parameters as { readonly Key: string };
    const text = objects[Key];
    return text === undefined
      ? Promise.reject(new StatesError("S3.NoSuchKeyException", "The specified key does not exist."))
      : Promise.resolve(text);
  },
  "arn:aws:states:::s3:listObjectsV2": (parameters: Json) => {
    const { Prefix } = parameters as { readonly Prefix: string };
    const found = Object.entries(objects).filter(([key, text]) => text !== undefined && key.startsWith(Prefix));
    const inOrder = found.toSorted(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
    return Promise.resolve(inOrder.map(([Key, text = ""]) => ({ Key, Size: Buffer.byteLength(text), Etag: '"1"' })));
  },
  "arn:aws:states:::s3:putObject": () => Promise.resolve({}),
});
