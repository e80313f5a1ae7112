/** The ways of starting tasks. */
export const patterns = [1, 2] as const;
export type Pattern = (typeof patterns)[number];

/**
 * Every value that one deployed stack knows and a workflow spec need not say, with its description, in the order in which specs and
 * outputs show them. The keys are the original kit's spec attributes, and `assignPublicIp`; the same keys name the stack's outputs, and
 * in upper snake case the environment variables of the Lambdas.
 */
export const deploymentValues = {
  region: "AWS Region of the deployment",
  s3BucketName: "Bucket that the tasks read from and write to",
  subnetIdLiteral: "Subnets for the tasks, joined by the separator",
  separator: "Character between the subnet ids",
  workflowName: "Name of the workflow, partition key of its summary rows",
  securityGroupId: "Security group of the tasks",
  assignPublicIp: "Whether tasks get a public address: ENABLED or DISABLED",
  ddbTableNameWFSummary: "DynamoDB table with one row a run",
  hashKeyWFSummary: "Partition key of the summary table",
  rangeKeyWFSummary: "Sort key of the summary table",
  ddbTableNameWFDetails: "DynamoDB table with one row a task",
  hashKeyWFDetails: "Partition key of the details table",
  rangeKeyWFDetails: "Sort key of the details table",
  clusterName: "ECS cluster that runs the tasks",
  containerName: "Container of the task definition",
  taskDefinition: "Task definition, family:revision",
} as const;

/** The values of a deployment. */
export type Deployment = Readonly<Record<keyof typeof deploymentValues, string>>;

/** Their keys, in that order. */
export const deploymentKeys = Object.keys(deploymentValues) as (keyof Deployment)[];

/**
 * A deployment as far as it is known before anything is deployed: what is not given is its placeholder, by which spec templates
 * name it.
 */
export const expectedDeployment = (known: Partial<Deployment>): Deployment => ({
  ...(Object.fromEntries(deploymentKeys.map((key) => [key, `<${key}>`])) as unknown as Deployment),
  ...known,
});

/** Settings of a deployment that says nothing else, as far as the tools need them before anything is deployed. */
export const defaultSettings = {
  name: "amazon-ecs-starter-kit",
  maxTimeoutSeconds: 86_400,
  taskCpuUnits: 256,
} as const;

/**
 * The keys that a spec may repeat but not change: the deployment's roles reach only these resources, so another value could not
 * but fail after tasks were launched; or would, such as another security group, run them where nobody expects them.
 */
export const fixedDeploymentKeys = deploymentKeys.filter((key) => key !== "s3BucketName" && key !== "workflowName");

/** The name of the environment variable that carries a key: `ddbTableNameWFSummary` is `DDB_TABLE_NAME_WF_SUMMARY`. */
export const environmentName = (key: string): string =>
  key
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toUpperCase();

/** The environment variables that carry `values`, for a Lambda function. */
export const toEnvironment = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [environmentName(key), value]));

/**
 * Reads back what `toEnvironment` wrote.
 *
 * @throws Error naming the variable that is missing or empty
 */
export function readEnvironment<const Key extends string>(
  keys: readonly Key[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<Key, string> {
  const entries = keys.map((key) => [key, environment[environmentName(key)]] as const);
  const missing = entries.find(([, value]) => !value);
  if (missing) throw new Error(`environment variable ${environmentName(missing[0])} is missing or empty`);
  return Object.fromEntries(entries) as Record<Key, string>;
}

/**
 * Puts a deployment's values where a template says `"<key>"`.
 *
 * @returns the spec, as JSON
 */
export const fillTemplate = (template: object, deployment: Deployment): string =>
  deploymentKeys.reduce(
    (json, key) => json.replaceAll(`"<${key}>"`, () => JSON.stringify(deployment[key])),
    JSON.stringify(template, undefined, 2),
  );
