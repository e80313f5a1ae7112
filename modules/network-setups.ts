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
  /** Gains and losses, in a few words. */
  readonly tradeOff: string;
}

const inPrivateSubnets = { tasks: "private", functions: "private" } as const;
const noInterfaces = { services: [], zones: 0 } as const;

/**
 * The set-ups to choose from. All have the same subnets, and gateway endpoints for S3 and DynamoDB, which cost nothing: a
 * change from one to another replaces neither VPC nor subnets.
 */
const networkSetups = {
  endpoints: {
    ...inPrivateSubnets,
    interfaces: { services: [...calledServices, ...agentServices], zones: 2 },
    natGateways: [0, 2],
    tradeOff: "No way to the internet; goes on if a zone fails; ready for EC2 container instances too",
  },
  "fargate-endpoints": {
    ...inPrivateSubnets,
    interfaces: { services: calledServices, zones: 2 },
    natGateways: [0, 2],
    tradeOff: "As endpoints, but for Fargate alone",
  },
  "one-zone-endpoints": {
    ...inPrivateSubnets,
    interfaces: { services: calledServices, zones: 1 },
    natGateways: [0, 2],
    tradeOff: "As fargate-endpoints, but if the first zone fails, nothing starts in the second either",
  },
  nat: {
    ...inPrivateSubnets,
    interfaces: noInterfaces,
    natGateways: [1, 2],
    tradeOff: "HTTPS to all the internet, images from anywhere; a single gateway fails with its zone",
  },
  public: {
    tasks: "public",
    functions: "outside",
    interfaces: noInterfaces,
    natGateways: [0, 0],
    tradeOff: "As nat, without gateways: each task has a public address, and functions lie outside the VPC",
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
