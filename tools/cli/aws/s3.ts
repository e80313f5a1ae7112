import { S3Client } from "@aws-sdk/client-s3";
import { perRegion } from "./per-region";

const nothing = (): void => undefined;

/** The client warns on the console, in the middle of what is shown, that it does not send a stream again: unless it has a logger. */
class QuietS3Client extends S3Client {
  constructor(configuration: { readonly region: string }) {
    super({ ...configuration, logger: { debug: nothing, info: nothing, warn: nothing, error: nothing } });
  }
}

export const s3In = perRegion(QuietS3Client);
