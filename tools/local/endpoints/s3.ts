import S3rver from "s3rver";
import { textOf } from "../json";
import type { SynthesizedStack } from "../terraform/synthesized-stack";
import { closeServer, urlOf, type Endpoint } from "./endpoint";
import { decodeCopySource } from "./s3-copy-source";
import { allowPageTokens } from "./s3-page-tokens";

/**
 * S3 on a folder, with the buckets of `stack`.
 *
 * @param directory where the objects are kept; the caller's to delete
 */
export async function startS3Endpoint(stack: SynthesizedStack, directory: string): Promise<Endpoint> {
  allowPageTokens();
  const buckets = stack.resources("aws_s3_bucket");
  const s3rver = new S3rver({
    // By name instead of number, SDK clients would put the bucket into the host name.
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    vhostBuckets: false,
    allowMismatchedSignatures: true,
    configureBuckets: buckets.map(({ values }) => ({ name: textOf(values["bucket"]) })),
  });
  await s3rver.run();
  s3rver.httpServer.prependListener("request", decodeCopySource);
  return { url: urlOf(s3rver.httpServer), close: () => closeServer(s3rver.httpServer) };
}
