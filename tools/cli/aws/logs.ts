import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { perRegion } from "./per-region";

export const logsIn = perRegion(CloudWatchLogsClient);
