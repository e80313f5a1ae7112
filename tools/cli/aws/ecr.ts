import { ECRClient } from "@aws-sdk/client-ecr";
import { perRegion } from "./per-region";

export const ecrIn = perRegion(ECRClient);
