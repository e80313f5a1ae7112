/**
 * The environment contract of the container: the names under which a task learns what to do. Those of the task
 * definition are the same for all tasks of a deployment, those of the overrides differ from task to task.
 */
export const taskEnvironment = {
  region: "region",
  detailsTable: "workflow_details_ddb_table_name",
  detailsHashKey: "workflow_details_hash_key",
  detailsRangeKey: "workflow_details_range_key",
  retentionDays: "retention_days",
  workflowName: "workflow_name",
  workflowRunId: "workflow_run_id",
  taskName: "task_name",
  s3BucketName: "s3_bucket_name",
  objectKey: "object_key",
  targetFolder: "target_folder",
  simulatedWorkSeconds: "simulated_work_seconds",
  timeoutSeconds: "task_timeout_seconds",
  attempt: "task_attempt",
  attempts: "task_attempts",
  retryOn: "task_retry_on",
} as const;

/** The variables that the task definition sets; `retentionDays` where rows are not kept for ever. */
export type DefinitionVariable = "region" | "detailsTable" | "detailsHashKey" | "detailsRangeKey" | "retentionDays";

/** The variables that each RunTask call sets. */
export type OverrideVariable = Exclude<keyof typeof taskEnvironment, DefinitionVariable>;

/** Variable in which ECS tells a container the base address of its metadata, version 4. Fargate platform 1.4.0 and later. */
export const metadataUriVariable = "ECS_CONTAINER_METADATA_URI_V4";
