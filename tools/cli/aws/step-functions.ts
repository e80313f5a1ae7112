import { SFNClient } from "@aws-sdk/client-sfn";
import { perRegion } from "./per-region";

export const stepFunctionsIn = perRegion(SFNClient);
