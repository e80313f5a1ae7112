/** Words in code font of the documents that no file here has, by whose they are. */
export const foreignWords: Readonly<Record<string, readonly string[]>> = {
  "AWS: actions, errors, principals and types that documents alone speak of": [
    "AmazonECS",
    "ClusterContainsTasksException",
    "CreateGrant",
    "ReadOnlyAccess",
    "FilterPolicy",
  ],
  "AWS CLI: commands and options": ["deregister-task-definition", "desired-status"],
  "AWS Batch, Airflow and Dagster: what people come from": [
    "AWS_BATCH_JOB_ARRAY_INDEX",
    "EcsRunLauncher",
    "EcsRunTaskOperator",
    "evaluateOnExit",
    "expand",
    "max_active_tis_per_dag",
    "on_failure_callback",
    "reattach",
  ],
  "CDK Terrain: its packages": ["cdktn", "cdktn-cli"],
  "GitHub: the issuer of its tokens, and their subject": ["githubusercontent", "sub"],
  "The Java kit that this one follows: its classes, stacks and scripts": [
    "CdkApp",
    "ECSTaskSubmissionFromLambdaPattern",
    "ECSTaskSubmissionFromStepFunctionsPattern",
    "amazon-ecs-java-starter-kit-task",
    "amazon-ecs-java-starter-kit-tasklauncher",
    "amazon-ecs-java-starter-kit-taskmonitor",
    "ddbTableName",
    "delete_ddb_items",
  ],
  "Names that are put together here: a state of the launch and the list that it reads": ["LaunchFromTaskList"],
};
