import { STSClient } from "@aws-sdk/client-sts";
import { perRegion } from "./per-region";

export const stsIn = perRegion(STSClient);
