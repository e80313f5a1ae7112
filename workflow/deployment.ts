import * as v from "valibot";

/** The ways of starting tasks. */
export const patterns = [1, 2] as const;
export type Pattern = (typeof patterns)[number];

/**
 * Values that one deployed stack knows and a workflow spec need not say. The keys are the original kit's spec attributes, and
 * `assignPublicIp`; the same keys name the stack's outputs, and in upper snake case the environment variables of the Lambdas.
 */
export interface Deployment {
  /** AWS Region, e.g. `eu-west-1`. */
  readonly region: string;
  /** Bucket that the tasks read from and write to. */
  readonly s3BucketName: string;
  /** Subnet ids for the tasks, joined by `separator`. */
  readonly subnetIdLiteral: string;
  /** The one character between the subnet ids. */
  readonly separator: string;
  /** Partition key of this deployment's summary rows. */
  readonly workflowName: string;
  /** Security group of the tasks. */
  readonly securityGroupId: string;
  /** Public addresses of tasks: ENABLED or DISABLED. ECS API reference, AwsVpcConfiguration. */
  readonly assignPublicIp: string;
  readonly ddbTableNameWFSummary: string;
  readonly hashKeyWFSummary: string;
  readonly rangeKeyWFSummary: string;
  readonly ddbTableNameWFDetails: string;
  readonly hashKeyWFDetails: string;
  readonly rangeKeyWFDetails: string;
  /** ECS cluster name. */
  readonly clusterName: string;
  /** Container within the task definition that the overrides go to. */
  readonly containerName: string;
  /** Task definition as `family:revision`. */
  readonly taskDefinition: string;
}

/** Settings of a deployment that says nothing else, as far as the tools need them before anything is deployed. */
export const defaultSettings = {
  name: "amazon-ecs-starter-kit",
  maxTimeoutSeconds: 86_400,
  taskCpuUnits: 256,
} as const;

/** Every key of a deployment, in the order in which specs and outputs show them. */
export const deploymentKeys = [
  "region",
  "s3BucketName",
  "subnetIdLiteral",
  "separator",
  "workflowName",
  "securityGroupId",
  "assignPublicIp",
  "ddbTableNameWFSummary",
  "hashKeyWFSummary",
  "rangeKeyWFSummary",
  "ddbTableNameWFDetails",
  "hashKeyWFDetails",
  "rangeKeyWFDetails",
  "clusterName",
  "containerName",
  "taskDefinition",
] as const satisfies readonly (keyof Deployment)[];

/** The keys that a spec may change. */
const specKeys = ["s3BucketName", "workflowName"] as const;

/**
 * The keys that a spec may repeat but not change: the deployment's roles reach only these resources, so another value could not
 * but fail after tasks were launched; or would, such as another security group, run them where nobody expects them.
 */
export const fixedDeploymentKeys = deploymentKeys.filter(
  (key): key is Exclude<keyof Deployment, (typeof specKeys)[number]> => !specKeys.some((own) => own === key),
);

/** The name of the environment variable that carries a key: `ddbTableNameWFSummary` is `DDB_TABLE_NAME_WF_SUMMARY`. */
export const environmentName = (key: string): string =>
  key
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toUpperCase();

/** The environment variables that carry `values`, for a Lambda function. */
export const toEnvironment = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [environmentName(key), value]));

function variable(key: string) {
  const message = `environment variable ${environmentName(key)} is missing or empty`;
  return v.pipe(v.string(message), v.nonEmpty(message));
}

/**
 * Reads back what `toEnvironment` wrote.
 *
 * @throws Error naming the variable that is missing or empty
 */
export function readEnvironment<const Key extends string>(
  keys: readonly Key[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<Key, string> {
  return Object.fromEntries(
    keys.map((key) => [key, v.parse(variable(key), environment[environmentName(key)])]),
  ) as Record<Key, string>;
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
