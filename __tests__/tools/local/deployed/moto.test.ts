import { Agent } from "node:http";
import { DeployedToMoto } from "../../../../tools/local/deployed/moto";
import { AwsError, jsonAnswer } from "../../../../tools/local/http/aws-answers";
import type { AwsRequest } from "../../../../tools/local/http/exchange";
import { startLocalServer, type Endpoint } from "../../../../tools/local/http/local-server";

const arn = "arn:aws:states:us-east-1:123456789012:stateMachine:first";

const empty = (action: string, list: string) =>
  `<${action}Response><${action}Result><${list}/></${action}Result><${list}/></${action}Response>`;

/** What an empty account answers, but for its state machines. */
const others: Readonly<Record<string, object | string>> = {
  ListFunctions: { Functions: [] },
  ListClusters: { clusterArns: [] },
  ListTaskDefinitions: { taskDefinitionArns: [] },
  ListRules: { Rules: [] },
  ListRoles: empty("ListRoles", "Roles"),
  DescribeVpcEndpoints: empty("DescribeVpcEndpoints", "vpcEndpointSet"),
  DescribeSubnets: empty("DescribeSubnets", "subnetSet"),
};

const called = ({ operation, body, url }: AwsRequest): string =>
  operation || (/Action=(\w+)/.exec(body.toString())?.[1] ?? (url.includes("/functions") ? "ListFunctions" : ""));

const change = (operation: string): AwsRequest => ({
  ...{ service: "states", operation, method: "POST", url: "/" },
  ...{ headers: { "x-amz-target": `AWSStepFunctions.${operation}` }, body: Buffer.from("{}") },
});

const closes: (() => Promise<void>)[] = [];
afterEach(() => Promise.all(closes.splice(0).map((close) => close())));

/** An account that has one state machine, until it is deleted. `meanwhile` happens while that one is first described. */
async function account(meanwhile: (deployed: DeployedToMoto) => Promise<unknown>) {
  let names = ["first"];
  let described = 0;
  const states: Readonly<Record<string, () => Promise<object> | object>> = {
    ListStateMachines: () => ({
      stateMachines: names.map((name) => ({
        ...{ name, stateMachineArn: arn.replace("first", name), type: "STANDARD", creationDate: 0 },
      })),
    }),
    DescribeStateMachine: async () => {
      described += 1;
      if (described === 1) await meanwhile(deployed);
      if (names.length === 0) throw new AwsError("StateMachineDoesNotExist", "State Machine Does Not Exist");
      return {
        stateMachineArn: arn,
        name: "first",
        roleArn: "role",
        definition: "{}",
        type: "STANDARD",
        creationDate: 0,
      };
    },
    DeleteStateMachine: () => {
      names = [];
      return {};
    },
    CreateStateMachine: () => {
      names = ["first", "second"];
      return {};
    },
  };
  const server: Endpoint = await startLocalServer(async (request) => {
    const operation = called(request);
    const answer = (await states[operation]?.()) ?? others[operation] ?? {};
    // The rest answers after all else was read.
    if (typeof answer === "object") return jsonAnswer(answer);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { status: 200, headers: { "content-type": "text/xml" }, body: answer };
  });
  const agent = new Agent();
  const deployed = new DeployedToMoto("us-east-1", "123456789012", { ...server, agent });
  closes.push(() => {
    agent.destroy();
    return server.close();
  });
  return { deployed, names: () => deployed.stateMachines.map(({ name }) => name) };
}

describe("Given an account in moto that changes while it is read", () => {
  it("When a state machine is deleted before it is described, then all is read again, without it", async () => {
    const { deployed, names } = await account((one) => one.serve(change("DeleteStateMachine")) as Promise<unknown>);
    await deployed.refresh();
    expect(names()).toEqual([]);
  });

  it("When somebody asks after the change, then they get what is there by then", async () => {
    const asked: Promise<string[]>[] = [];
    const found = await account(async (deployed) => {
      await deployed.serve(change("CreateStateMachine"));
      asked.push(deployed.refresh().then(() => deployed.stateMachines.map(({ name }) => name)));
    });
    await found.deployed.refresh();
    expect(found.names()).toEqual(["first"]);
    expect(await Promise.all(asked)).toEqual([["first", "second"]]);
    expect(found.names()).toEqual(["first", "second"]);
  });

  it("When it cannot be read though nothing changed, then its error is thrown, and the next reads again", async () => {
    let isBroken = true;
    const { deployed, names } = await account(() => {
      if (!isBroken) return Promise.resolve();
      isBroken = false;
      throw new AwsError("AccessDeniedException", "not now");
    });
    await expect(deployed.refresh()).rejects.toThrow("not now");
    await deployed.refresh();
    expect(names()).toEqual(["first"]);
  });
});
