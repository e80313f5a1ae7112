import { mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { outputsOf, runCommand, temporaryFiles } from "../../support/command-line";
import { deployment } from "../../support/deployment";

const fileWith = temporaryFiles();
const machine = (pattern: number) =>
  `arn:aws:states:eu-west-1:123456789012:stateMachine:amazon-ecs-starter-kit-pattern-${pattern}`;

/** Outputs of two deployments that differ as real ones do. */
const [first, second] = [1, 2].map((pattern) => ({
  ...deployment,
  clusterName: `kit-${pattern}`,
  ddbTableNameWFSummary: `kit-${pattern}-summary`,
  stateMachineArn: machine(pattern),
  maxTimeoutSeconds: 3_600,
}));
const both = fileWith("both.json", { "kit-pattern-1": first, "kit-pattern-2": second });
const taskList = [{ taskName: "a", objectKey: "in/a" }];

let stepFunctions: Server;
let started: string[];
const environment = process.env;

beforeAll(async () => {
  stepFunctions = createServer((request, response) => {
    void json(request).then((body) => {
      started.push((body as { stateMachineArn: string }).stateMachineArn);
      response.setHeader("content-type", "application/x-amz-json-1.0");
      response.end(JSON.stringify({ executionArn: "arn:aws:states:eu-west-1:1:execution:kit:1", startDate: 0 }));
    });
  });
  await once(stepFunctions.listen(0, "127.0.0.1"), "listening");
  process.env = {
    ...environment,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL_SFN: `http://127.0.0.1:${(stepFunctions.address() as AddressInfo).port}`,
  };
});
beforeEach(() => {
  started = [];
});
afterAll(async () => {
  process.env = environment;
  stepFunctions.closeAllConnections();
  await once(stepFunctions.close(), "close");
});

const start = (spec: unknown, ...options: string[]) =>
  runCommand("start", fileWith("spec.json", spec), "--outputs", both, ...options);

describe("Given deployments of both patterns", () => {
  it.each([1, 2])("When a spec names resources of pattern %i alone, then it is started there", async (pattern) => {
    const { clusterName } = [first, second][pattern - 1] as { clusterName: string };
    const { exitCode } = await start({ clusterName, taskList });
    expect([exitCode, started]).toEqual([0, [machine(pattern)]]);
  });

  it.each<[string, unknown]>([
    ["names none", { taskList }],
    ["names what both have", { region: deployment.region, taskList }],
    ["names what neither has", { clusterName: "theirs", taskList }],
    ["is null", null],
  ])("When a spec %s, then it is asked which one is meant, and nothing is started", async (_, spec) => {
    const { exitCode, error } = await start(spec);
    expect([exitCode, started]).toEqual([1, []]);
    expect(error).toMatch(/are deployed: say which one with --pattern\.$/);
  });

  it("When a pattern is named, then that is the one, and a spec of the other is refused", async () => {
    expect((await start({ clusterName: "kit-1", taskList }, "--pattern", "2")).error).toContain(
      'clusterName: must be this deployment\'s "kit-2"',
    );
    expect(started).toEqual([]);
  });
});

describe("Given outputs that Terraform itself printed", () => {
  it("When a command reads them, then they are those of the stack whose state machine they name", async () => {
    const printed = Object.entries({ ...second }).map(([name, value]) => [
      name,
      { sensitive: false, type: typeof value, value },
    ]);
    const outputs = fileWith("terraform.json", Object.fromEntries(printed));
    const { exitCode } = await runCommand("start", fileWith("s.json", { taskList }), "--outputs", outputs);
    expect([exitCode, started]).toEqual([0, [machine(2)]]);
  });
});

describe("Given what is no file to upload", () => {
  const outputs = fileWith("outputs.json", outputsOf(1));
  const folder = `${fileWith("x", "")}-folder`;
  mkdirSync(folder);
  writeFileSync(`${folder}/file`, "content");

  it.each([
    ["a folder", folder, "EISDIR"],
    ["nothing", `${folder}/none`, "ENOENT"],
  ])("When it is %s, then one clear error is all there is", async (_, file, why) => {
    const { exitCode, out, error } = await runCommand("upload", file, "in/key", "--outputs", outputs);
    expect([exitCode, out]).toEqual([1, ""]);
    expect(error).toMatch(new RegExp(`^Cannot read ${file}: ${why}`));
  });
});
