import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { projectFolder } from "../../modules/bundles/project-folder";
import { deploymentOf } from "../../tools/local/deployed/stack";
import { readAuditTables } from "../../tools/local/contents";
import { startLocalCloud } from "../../tools/local/local-cloud";
import { patterns, type Pattern } from "../../workflow/deployment";
import { readStack } from "../../tools/local/synthesis";
import { SynthesizedStack } from "../../tools/local/terraform/synthesized-stack";
import { checkSpecs, stackSpecs } from "../../tools/run-local/workflow-input";
import { synthesizedFolder } from "../support/synthesized";

let folder = "";

beforeAll(async () => {
  folder = await synthesizedFolder();
});

/** The stack with one text in its JSON replaced. */
const changedStack = (pattern: Pattern, from: RegExp, to: string): SynthesizedStack => {
  const file = join(folder, "stacks", `amazon-ecs-starter-kit-pattern-${pattern}`, "cdk.tf.json");
  const text = readFileSync(file, "utf8");
  expect(text).toMatch(from);
  type Json = ConstructorParameters<typeof SynthesizedStack>[0];
  return new SynthesizedStack(JSON.parse(text.replace(from, to)) as Json, dirname(file));
};

describe.each(patterns)("Given the synthesized stack of pattern %d", (pattern) => {
  it("When its own spec and a list of other tasks are checked, then they are accepted", () => {
    const stack = readStack(pattern, folder);
    const own = stackSpecs(stack);
    expect(own["taskList"]).toHaveLength(10);
    expect(stackSpecs(stack, 200)["taskList"]).toHaveLength(200);
    checkSpecs(own, stack, pattern);
    checkSpecs(stackSpecs(stack, 200), stack, pattern);
  });

  it.each<[string, object, string]>([
    ["an empty list", { taskList: [] }, "taskList: must be a list of at least one entry"],
    ["no list", {}, "taskList: is missing"],
    [
      "a name used twice",
      { taskList: [1, 2].map(() => ({ taskName: "a", objectKey: "k" })) },
      'taskList[1].taskName: "a" is the name of taskList[0] too',
    ],
    [
      "the table of another deployment",
      { ddbTableNameWFDetails: "other", taskList: [{ taskName: "a", objectKey: "k" }] },
      `ddbTableNameWFDetails: must be this deployment's "amazon-ecs-starter-kit-pattern-${pattern}-workflow-details"`,
    ],
  ])("When a spec with %s is checked, then the error says so", (_, specs, message) => {
    expect(() => {
      checkSpecs(specs as never, readStack(pattern, folder), pattern);
    }).toThrow(message);
  });

  it("When a run id is used a second time, then the second execution is refused, and one run is recorded", async () => {
    const stack = readStack(pattern, folder);
    const cloud = await startLocalCloud(stack);
    try {
      const specs = { ...stackSpecs(stack, 1), workflowRunId: "42" };
      const first = await cloud.start(specs, { realTime: false }).ended;
      const second = await cloud.start(specs, { realTime: false }).ended;
      // The bucket is empty: the one task fails, and says so.
      expect([first.end, second.end]).toMatchObject([
        { status: "FAILED", error: "TasksFailed" },
        {
          status: "FAILED",
          error: "RunIdAlreadyUsed",
          cause: expect.stringContaining("othing was started") as unknown,
        },
      ]);
      const { summaries, details } = await readAuditTables(deploymentOf(stack), cloud.url);
      expect(summaries).toMatchObject([{ workflow_run_id: "42", execution_arn: first.executionArn }]);
      expect(details).toHaveLength(1);
    } finally {
      await cloud.close();
      await cloud.close();
    }
  }, 60_000);

  it("When a variable of its monitor refers to nothing, then nothing is started, and the error names both", async () => {
    const stack = changedStack(pattern, /("CLUSTER_NAME": "\$\{aws_ecs_cluster\.[\w-]+)\.name\}/g, "$1.nmae}");
    await expect(startLocalCloud(stack)).rejects.toThrow(
      /^aws_lambda_function\.[\w-]+\.environment\.variables\.CLUSTER_NAME: aws_ecs_cluster\.[\w-]+ has no attribute "nmae" that is known here$/,
    );
  });

  it("When a variable of its monitor is missing, then the execution fails for it", async () => {
    const stack = changedStack(pattern, /"DDB_TABLE_NAME_WF_DETAILS": "[^"]*",/g, "");
    const cloud = await startLocalCloud(stack);
    try {
      const { end } = await cloud.start(stackSpecs(stack, 1), { realTime: false }).ended;
      expect(end).toMatchObject({
        status: "FAILED",
        cause: expect.stringContaining("environment variable DDB_TABLE_NAME_WF_DETAILS is missing") as unknown,
      });
    } finally {
      await cloud.close();
    }
  }, 60_000);
});

describe("Given a folder without synthesized output", () => {
  it("When a stack is read, then the error says what to run", () => {
    expect(() => readStack(1, tmpdir())).toThrow(/^There is no synthesized output of pattern 1 in .*npm run synth/);
  });
});

describe("Given words that are no pattern and no port", () => {
  it.each([
    [
      "stack-cloud",
      ["--pattern", "7"],
      "error: option '--pattern <number>' argument '7' is invalid. It must be 1 or 2.\n",
    ],
    [
      "stack-cloud",
      ["--port", "x"],
      "error: option '--port <number>' argument 'x' is invalid. It must be a whole number,",
    ],
    ["cloud", ["--port", "x"], "error: option '--port <number>' argument 'x' is invalid. It must be a whole number,"],
  ])("When %s is asked for with %s, then that is all it says", (cloud, words, message) => {
    const main = join(projectFolder, "tools", "local", cloud, "main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", main, ...words], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.startsWith(message)).toBe(true);
  });
});
