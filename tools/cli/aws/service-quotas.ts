import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { perRegion } from "./per-region";

export const serviceQuotasIn = perRegion(ServiceQuotasClient);
