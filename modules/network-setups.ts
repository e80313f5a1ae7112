/** The services that the tasks and functions of this kit call through network interfaces, by their short names. */
const calledServices = ["ecr.api", "ecr.dkr", "ecs", "logs"];

/**
 * Services that the agent of a container instance calls. Fargate's own does not come through the VPC: ECS developer guide, "Amazon
 * ECS interface VPC endpoints", "Considerations for Amazon ECS VPC endpoints for Fargate".
 */
const agentServices = ["ecs-agent", "ecs-telemetry"];

/** A way for a stack's tasks and functions to reach the services of AWS. */
export interface NetworkSetup {
  /** The services that have an interface endpoint, and in how many of the zones each of them has an interface. */
  readonly interfaces: { readonly services: readonly string[]; readonly zones: 0 | 1 | 2 };
  /** The smallest number of NAT gateways, which is the default, and the largest. */
  readonly natGateways: readonly [fewest: number, most: number];
  /** The subnets of the tasks. In public ones each has a public address. */
  readonly tasks: "private" | "public";
  /** The subnets of the functions, which never get a public address; or that they lie outside the VPC. */
  readonly functions: "private" | "outside";
}

const noInterfaces = { services: [], zones: 0 } as const;

/** Tasks and functions in private subnets, which reach AWS through interfaces in so many zones. */
const byInterfaces = (services: readonly string[], zones: 1 | 2): NetworkSetup => ({
  tasks: "private",
  functions: "private",
  interfaces: { services, zones },
  natGateways: [0, 2],
});

/**
 * The set-ups to choose from; docs/choosing-a-pattern.md has what each gains and loses. All have the same subnets, and gateway
 * endpoints for S3 and DynamoDB, which cost nothing: a change from one to another replaces neither VPC nor subnets.
 */
const networkSetups = {
  endpoints: byInterfaces([...calledServices, ...agentServices], 2),
  "fargate-endpoints": byInterfaces(calledServices, 2),
  "one-zone-endpoints": byInterfaces(calledServices, 1),
  nat: {
    tasks: "private",
    functions: "private",
    interfaces: noInterfaces,
    natGateways: [1, 2],
  },
  public: {
    tasks: "public",
    functions: "outside",
    interfaces: noInterfaces,
    natGateways: [0, 0],
  },
} as const satisfies Readonly<Record<string, NetworkSetup>>;

export type NetworkName = keyof typeof networkSetups;

/** The names of the set-ups, the default first. */
export const networkNames = Object.keys(networkSetups) as NetworkName[];

/**
 * A set-up by its name.
 *
 * @param more services that are called besides: they have interface endpoints where the others have
 */
export function networkSetup(name: NetworkName, more: readonly string[] = []): NetworkSetup {
  const setup: NetworkSetup = networkSetups[name];
  const { services, zones } = setup.interfaces;
  return zones === 0 ? setup : { ...setup, interfaces: { services: [...services, ...more], zones } };
}
