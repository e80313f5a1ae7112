import { ECSClient } from "@aws-sdk/client-ecs";
import { perRegion } from "./per-region";

export const ecsIn = perRegion(ECSClient);
