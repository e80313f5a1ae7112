import type { Logger } from "@aws-lambda-powertools/logger";
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { AuditStore } from "../../workflow/audit-store";
import type { Deployment } from "../../workflow/deployment";
import type { Job } from "../../workflow/job";
import type { readListFromS3 } from "./read-list";

/** Clients, deployed values and clock of the task launcher. */
export interface LauncherDependencies {
  readonly ecs: ECSClient;
  readonly audit: AuditStore;
  readonly deployment: Deployment;
  /** The longest and the default `timeoutSeconds` of a spec. */
  readonly maxTimeoutSeconds: number;
  /** @default the copy of an object */
  readonly job?: Job | undefined;
  readonly readList: typeof readListFromS3;
  readonly logger: Pick<Logger, "info" | "warn" | "error">;
  readonly now: () => Date;
}
