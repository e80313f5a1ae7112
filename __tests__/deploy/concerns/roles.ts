import { IAMClient } from "@aws-sdk/client-iam";
import { readRoles } from "../roles-in-iam";
import { deployedOf } from "../../../tools/local/deployed/resources";
import type { Policy } from "../../../tools/local/iam/policy";
import { region, type DeployedPattern, type LocalCloud } from "../running-cloud";

const common = {
  "-state-machine": "states.amazonaws.com",
  "-task": "ecs-tasks.amazonaws.com",
  "-task-execution": "ecs-tasks.amazonaws.com",
  "-task-monitor": "lambda.amazonaws.com",
} as const;

/** Lists in an order of their own: IAM gives none a meaning. */
const inOrder = (policies: readonly Policy[]) =>
  policies.map(({ Statement }) =>
    Statement.map((statement) => ({
      ...statement,
      Action: statement.Action.toSorted(),
      Resource: statement.Resource?.toSorted(),
      Condition: Object.fromEntries(
        Object.entries(statement.Condition).map(([test, keys]) => [
          test,
          Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.toSorted()] as const)),
        ]),
      ),
    })),
  );

/** The roles of a pattern, as IAM describes them. */
export function roles(deployed: LocalCloud, pattern: DeployedPattern): void {
  const stack = `amazon-ecs-starter-kit-pattern-${pattern}`;

  const find = async () => {
    const all = await readRoles(new IAMClient(deployed.client));
    return all.filter(({ arn }) => arn.includes(`/${stack}`)).sort((left, right) => (left.arn < right.arn ? -1 : 1));
  };

  it(`When the roles of pattern ${pattern} are read, then each is for one service alone`, async () => {
    const trusted = (await find()).map(({ arn, trust }) => [
      arn.split(stack)[1]?.replace(`-${region}`, ""),
      trust.Statement.map(({ Principal, Action, Condition }) => [
        Principal,
        Action,
        Condition["StringEquals"]?.["aws:SourceAccount"],
      ]),
    ]);
    const expected: Record<string, string> = {
      ...common,
      ...(pattern === 1 ? { "-task-launcher": "lambda.amazonaws.com" } : {}),
    };
    expect(Object.fromEntries(trusted)).toEqual(
      Object.fromEntries(
        Object.entries(expected).map(([name, service]) => [
          name,
          [[{ Service: [service] }, ["sts:AssumeRole"], ["000000000000"]]],
        ]),
      ),
    );
  });

  it("When their policies are read, then they are those that local runs are judged by, whole", async () => {
    const synthesized = deployed.asDeployed(pattern, deployedOf(deployed.synthesized(pattern)).roles);
    for (const { arn, policies } of await find())
      expect([arn, inOrder(policies)]).toEqual([
        arn,
        inOrder(synthesized.find((candidate) => candidate.arn === arn)?.policies ?? []),
      ]);
  });
}
