import { DescribeVpcEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { NetworkName } from "../../modules/network-setups";
import { ChangedStack, unrefreshed } from "./changed-stack";
import { anyContainer } from "./concerns/any-container";
import { nightly, nights } from "./concerns/nights";
import { DeployedStacks } from "./deployed";
import { givenTools } from "./given-tools";

const stack = "amazon-ecs-starter-kit-pattern-1";

/** The set-ups in an order in which each differs from the one before in another way, and what EC2 and Lambda then know. */
const journey: readonly (readonly [NetworkName, object])[] = [
  ["one-zone-endpoints", { interfaces: 4, gateways: 2, subnetsOfInterfaces: 1, subnetsOfFunctions: 2 }],
  ["public", { interfaces: 0, gateways: 2, subnetsOfInterfaces: 0, subnetsOfFunctions: 0 }],
  ["nat", { interfaces: 0, gateways: 2, subnetsOfInterfaces: 0, subnetsOfFunctions: 2 }],
  ["fargate-endpoints", { interfaces: 4, gateways: 2, subnetsOfInterfaces: 2, subnetsOfFunctions: 2 }],
  ["endpoints", { interfaces: 6, gateways: 2, subnetsOfInterfaces: 2, subnetsOfFunctions: 2 }],
];

// One deployment for all: the tests below run in their order.
givenTools(
  "Given one deployment that begins with a schedule, and is changed from each set-up of the network to the next",
  () => {
    const deployed = new DeployedStacks();
    const changed = new ChangedStack(deployed, stack);

    const described = async () => {
      const { VpcEndpoints = [] } = await new EC2Client(deployed.client).send(new DescribeVpcEndpointsCommand({}));
      const there = VpcEndpoints.filter(({ State }) => String(State) !== "deleted");
      const interfaces = there.filter(({ VpcEndpointType }) => VpcEndpointType === "Interface");
      const { VpcConfig } = await new LambdaClient(deployed.client).send(
        new GetFunctionConfigurationCommand({ FunctionName: `${stack}-task-launcher` }),
      );
      return {
        interfaces: interfaces.length,
        gateways: there.length - interfaces.length,
        subnetsOfInterfaces: new Set(interfaces.flatMap(({ SubnetIds = [] }) => SubnetIds)).size,
        subnetsOfFunctions: VpcConfig?.SubnetIds?.length ?? 0,
      };
    };

    beforeAll(async () => {
      Object.assign(process.env, { KIT_PATTERNS: "1", ...nightly });
      await deployed.start();
    });
    afterAll(() => deployed.close());

    describe("Given a schedule, and a topic that is told of its runs", () => {
      nights(deployed, changed);
    });

    it("When it copied objects every night, and any container is wanted, no schedule and no topic, then that is applied", async () => {
      const without = { KIT_SCHEDULE: "", KIT_SCHEDULE_SPEC: "", KIT_NOTIFICATION_TOPIC_ARN: "" };
      await changed.synthesize({ KIT_JOB: "container", ...without });
      await changed.apply(unrefreshed);
    });

    it.each(journey)(
      "When it becomes %s, then nothing is replaced, AWS has it, and the next plan is empty",
      async (network, facts) => {
        await changed.synthesize({ KIT_NETWORK: network });
        const changes = await changed.apply(unrefreshed);
        expect(await changed.changes()).toEqual([]);
        expect(changes.filter((change) => change.endsWith(" replace"))).toEqual([]);
        expect(await described()).toEqual(facts);
      },
    );

    anyContainer(deployed, stack);
  },
);
