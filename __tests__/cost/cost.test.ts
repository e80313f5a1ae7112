import { priceList, totalUsd } from "../../cli/cost/prices";
import { courseOf, runCost, runSeconds, type RunShape } from "../../cli/cost/run-cost";
import { standingCost } from "../../cli/cost/standing-cost";

const shape: RunShape = {
  pattern: 1,
  tasks: 1_000,
  taskSeconds: 40,
  timeoutSeconds: 86_400,
  cpuUnits: 256,
  memoryMib: 512,
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
      "DynamoDB, reads": 19 * (30 + 62),
      "S3, copies": 1_000,
      "S3, look-ups": 1_000,
      "CloudWatch Logs": (1_000 * 2_000) / 1_024 ** 3,
    });
  });

  it("When pattern 2 is billed, then only the launching differs", () => {
    const [one, two] = [quantities(runCost(shape)), quantities(runCost({ ...shape, pattern: 2 }))];
    expect({ ...two, ...one }).toEqual(one);
    expect(two["Step Functions, states entered"]).toBe(11 + 3 * 1_000 + 2 * 19 + 18 + 1);
  });

  it("When a price is edited, then the bill follows", () => {
    const dearer = { ...priceList, usd: { ...priceList.usd, stateTransition: 1 } };
    const more = totalUsd(runCost(shape, dearer)) - totalUsd(runCost(shape));
    expect(more).toBeCloseTo(59 * (1 - priceList.usd.stateTransition), 6);
  });
});

describe("Given a deployment", () => {
  it("When nothing runs, then endpoints and provisioned tables are billed by the hour", () => {
    const bill = standingCost({
      interfaceEndpoints: 6,
      zones: 2,
      natGateways: 0,
      readCapacityUnits: 5,
      writeCapacityUnits: 5,
    });
    expect(bill.map(({ what, quantity }) => [what, quantity])).toEqual([
      ["Interface endpoints", 12 * 730],
      ["DynamoDB, write capacity", 10 * 730],
      ["DynamoDB, read capacity", 10 * 730],
    ]);
    expect(totalUsd(bill)).toBeCloseTo(8_760 * 0.01 + 7_300 * 0.00078, 6);
  });
});
