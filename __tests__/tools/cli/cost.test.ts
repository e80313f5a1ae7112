import type { PatternCost } from "../../../tools/cli/commands/cost";
import { networkNames } from "../../../modules/network-setups";
import { runCommand, temporaryFiles } from "../../support/command-line";

const spec = temporaryFiles()("spec.json", { taskList: [{ taskName: "a", objectKey: "in" }] });
const before = { ...process.env };

/** Prices the spec by settings of the environment. */
function cost(settings: Record<string, string>, ...options: string[]) {
  process.env = { PATH: before["PATH"], ...settings };
  return runCommand("cost", spec, "--pattern", "1", ...options);
}

afterEach(() => {
  process.env = { ...before };
});

describe("Given settings that choose a network", () => {
  it.each([
    [{}, ["Interface endpoints, data"], ["Interface endpoints"]],
    [
      { KIT_BILLING_MODE: "PROVISIONED" },
      ["Interface endpoints, data"],
      ["Interface endpoints", "DynamoDB, write capacity", "DynamoDB, read capacity"],
    ],
    [{ KIT_NETWORK: "nat" }, ["NAT gateways, data"], ["NAT gateways", "Public addresses of the NAT gateways"]],
    [{ KIT_NETWORK: "public" }, ["Public addresses of the tasks"], []],
  ])(
    "When a spec is priced by %j, then run and month have the lines of that network",
    async (settings, use, stands) => {
      const { out, error, exitCode } = await cost(settings, "--json");
      expect([error, exitCode]).toEqual(["", 0]);
      const [{ run, month, networks }] = JSON.parse(out) as [PatternCost];
      expect(run.slice(10).map(({ what }) => what)).toEqual(use);
      expect(month.map(({ what }) => what)).toEqual(stands);
      expect(networks.map(({ network }) => network)).toEqual(networkNames);
    },
  );

  it("When people read it, then the set-ups stand side by side, once, and no empty bill is drawn", async () => {
    const { out } = await cost({ KIT_NETWORK: "public" });
    const lines = out.split("\n");
    const stands = lines.findIndex(
      (line) => line === "The deployment itself: USD 0 a month by the settings here, running or not",
    );
    expect(lines.slice(stands + 1, stands + 4)).toEqual([
      "",
      'The network of a stack by the setting "network", here public; each with as few NAT gateways as it takes:',
      expect.stringMatching(/^network +USD a month +and for use +what one gets and gives up$/),
    ]);
    const names = lines.slice(stands + 4, stands + 4 + networkNames.length).map((line) => line.split(" ")[0]);
    expect(names).toEqual(networkNames);
    expect(out.match(/what one gets/g)).toHaveLength(1);
  });

  it("When they do not go together, then the command says so and prices nothing", async () => {
    await expect(cost({ KIT_NETWORK: "public", KIT_NAT_GATEWAYS: "1" })).resolves.toEqual({
      out: "",
      error: expect.stringContaining("- natGateways is 1. Allowed with network public: 0") as string,
      exitCode: 1,
    });
  });
});
