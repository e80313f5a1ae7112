import { networkChoices, networkRunCost, networkStandingCost } from "../../../../tools/cli/cost/network-cost";
import { priceList, totalUsd } from "../../../../tools/cli/cost/prices";
import { courseOf, runCost, runSeconds, type RunShape } from "../../../../tools/cli/cost/run-cost";
import { standingCost, type DeploymentShape } from "../../../../tools/cli/cost/standing-cost";
import { networkNames } from "../../../../modules/network-setups";

const shape: RunShape = {
  pattern: 1,
  tasks: 1_000,
  taskSeconds: 40,
  timeoutSeconds: 86_400,
  cpuUnits: 256,
  memoryMib: 512,
  network: "endpoints",
};
const quantities = (items: ReturnType<typeof runCost>) =>
  Object.fromEntries(items.map(({ what, quantity }) => [what, quantity]));

describe("Given a run of 1,000 tasks that work 40 s each", () => {
  it("When its course is predicted, then launching by the quotas comes first, then the last task", () => {
    // 100 at once and 20 a second after that: 45 s; 20 s to start and 40 s of work.
    expect([runSeconds(shape), courseOf(shape)]).toEqual([105, { tasks: 1_000, launcherCalls: 1, polls: 19 }]);
  });

  it("When pattern 1 is billed, then each line is the arithmetic of its documentation", () => {
    expect(quantities(runCost(shape))).toEqual({
      "Fargate, CPU of the tasks": (1_000 * 60 * 0.25) / 3_600,
      "Fargate, memory of the tasks": (1_000 * 60 * 0.5) / 3_600,
      "Step Functions, states entered": 2 + 2 * 19 + 18 + 1,
      "Lambda, calls": 20,
      "Lambda, time": (45.5 + 19 * 0.5) * 0.25,
      "DynamoDB, writes": 1_000 * 6 + 118 * 20,
      "DynamoDB, reads": 19 * (30 + 74),
      "S3, copies": 1_000,
      "S3, look-ups": 1_000,
      "CloudWatch Logs": (1_000 * 2_000) / 1_024 ** 3,
      "Interface endpoints, data": (1_000 * 100_000) / 1_024 ** 3,
    });
  });

  it("When pattern 2 is billed, then only the launching differs", () => {
    const [one, two] = [quantities(runCost(shape)), quantities(runCost({ ...shape, pattern: 2 }))];
    expect({ ...two, ...one }).toEqual(one);
    expect(two["Step Functions, states entered"]).toBe(11 + 3 * 1_000 + 2 * 19 + 18 + 1);
  });

  it("When the network is another, then only what passes through it differs", () => {
    const { "Interface endpoints, data": data, ...others } = quantities(runCost(shape));
    const ofNetwork = (network: RunShape["network"]) => quantities(runCost({ ...shape, network }));
    expect(ofNetwork("nat")).toEqual({ ...others, "NAT gateways, data": data });
    // A minute for each task, as Fargate bills it.
    expect(ofNetwork("public")).toEqual({ ...others, "Public addresses of the tasks": 1_000 / 60 });
  });

  it("When a price is edited, then the bill follows", () => {
    const dearer = { ...priceList, usd: { ...priceList.usd, stateTransition: 1 } };
    const more = totalUsd(runCost(shape, dearer)) - totalUsd(runCost(shape));
    expect(more).toBeCloseTo(59 * (1 - priceList.usd.stateTransition), 6);
  });
});

describe("Given a deployment", () => {
  const deployment: DeploymentShape = {
    network: "endpoints",
    natGateways: 0,
    billingMode: "PROVISIONED",
    readCapacityUnits: 5,
    writeCapacityUnits: 5,
  };

  it("When nothing runs, then endpoints and provisioned tables are billed by the hour", () => {
    const bill = standingCost(deployment);
    expect(bill.map(({ what, quantity }) => [what, quantity])).toEqual([
      ["Interface endpoints", 12 * 730],
      ["DynamoDB, write capacity", 10 * 730],
      ["DynamoDB, read capacity", 10 * 730],
    ]);
    expect(totalUsd(bill)).toBeCloseTo(8_760 * 0.01 + 7_300 * 0.00078, 6);
  });

  it("When it has nothing by the hour, then it costs nothing while it stands", () => {
    expect(standingCost({ ...deployment, network: "public", billingMode: "PAY_PER_REQUEST" })).toEqual([]);
  });
});

describe("Given the set-ups of the network", () => {
  it.each([
    ["endpoints", 0, { "Interface endpoints": 6 * 2 * 730 }],
    ["fargate-endpoints", 0, { "Interface endpoints": 4 * 2 * 730 }],
    ["one-zone-endpoints", 0, { "Interface endpoints": 4 * 730 }],
    ["nat", 1, { "NAT gateways": 730, "Public addresses of the NAT gateways": 730 }],
    ["nat", 2, { "NAT gateways": 2 * 730, "Public addresses of the NAT gateways": 2 * 730 }],
    [
      "one-zone-endpoints",
      1,
      { "Interface endpoints": 4 * 730, "NAT gateways": 730, "Public addresses of the NAT gateways": 730 },
    ],
    ["public", 0, {}],
  ] as const)(
    "When %s with %i NAT gateways stands for a month, then these hours are billed",
    (network, nats, hours) => {
      expect(quantities(networkStandingCost(network, nats))).toEqual(hours);
    },
  );

  it.each(networkNames)("When tasks use %s, then one thing is billed, by time or by data", (network) => {
    expect(networkRunCost(network, { taskHours: 1, bytes: 1 })).toHaveLength(1);
  });

  it("When they are laid side by side, then each has its price by the list, and its trade-off", () => {
    const hourly = { interfaceEndpointZoneHour: 1, natGatewayHour: 1_000, publicIpv4Hour: 1_000_000 };
    const told = networkChoices({ ...priceList, usd: { ...priceList.usd, ...hourly } });
    expect(told.map(({ network, monthUsd, uses }) => [network, monthUsd / 730, uses])).toEqual([
      ["endpoints", 12, ["interfaceEndpointGib"]],
      ["fargate-endpoints", 8, ["interfaceEndpointGib"]],
      ["one-zone-endpoints", 4, ["interfaceEndpointGib"]],
      ["nat", 1_001_000, ["natGatewayGib"]],
      ["public", 0, ["publicIpv4Hour"]],
    ]);
    expect(told.filter(({ tradeOff }) => tradeOff.split(" ").length < 5)).toEqual([]);
  });
});
