import { S3Client } from "@aws-sdk/client-s3";
import { perRegion } from "./per-region";

export const s3In = perRegion(S3Client);
