import {
  CreateStateMachineCommand,
  InvalidDefinition,
  SFNClient,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workspaceFolder } from "../../tools/local/cloud/environment";
import { stackNames } from "../support/deployment";
import { patterns } from "../../workflow/deployment";
import { onPath } from "../../tools/local/tools";
import { outputDescriptions } from "../../stacks/outputs";
import { checkout, root } from "../support/checkout";
import { compute } from "./concerns/compute";
import { network } from "./concerns/network";
import { everythingIn, nothing } from "./concerns/nothing-left";
import { roles } from "./concerns/roles";
import { storage } from "./concerns/storage";
import { workflow } from "./concerns/workflow";
import { ended, type Ended } from "./ended";
import { givenTools, tools } from "./given-tools";
import { missingFrom, stepOf, steps, walkThrough, type Step } from "./pages";
import { LocalCloud, region } from "./running-cloud";

const lost = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });

const [stack = ""] = stackNames;

/** A minute on a machine with nothing else to do. */
const slowMs = 600_000;

// In CI its absence is a failure.
const withCli = onPath("aws") !== undefined || process.env["CI"] ? it : it.skip;

// One deployment for all, from docs/deploying.md and docs/local-cloud.md: the tests below run in their order.
givenTools(`Given npm run local:cloud, and the AWS provider ${tools.mirror?.version ?? "of the stacks"}`, () => {
  const cloud = new LocalCloud();
  const { folder, remove } = checkout();

  beforeAll(async () => {
    process.env["KIT_REGION"] = region;
    process.env["KIT_IMAGE_URI"] = "000000000000.dkr.ecr.us-east-1.amazonaws.com/ecs-task:test";
    await cloud.start();
  });
  afterAll(async () => {
    await cloud.close();
    remove();
  });

  const expectAsThePageSays = ({ exitCode, printed }: Ended, step: Step) => {
    expect({ missing: missingFrom(printed, step), printed }).toEqual({ missing: [], printed });
    if (!/^fail/m.test(step.prints)) expect({ exitCode, printed }).toEqual({ exitCode: 0, printed });
  };

  /** Steps of the page from one to before another, in a checkout of their own. */
  const follow = (from: string, to: string) => {
    const [begin, end] = [from, to].map((command) => steps.indexOf(stepOf(command)));
    it.each(steps.slice(begin, end))("When one says $commands, then it prints what the page says", async (step) => {
      const script = step.commands.replaceAll("\n", " && ");
      expectAsThePageSays(await ended("bash", ["-c", script], { cwd: folder, env: cloud.environment }), step);
    });
  };

  it("When it is started a second time, then it says where the first one is", async () => {
    const { exitCode, printed } = await cloud.run();
    expect([exitCode, printed]).toEqual([1, expect.stringMatching(/runs already, at http:\/\/127\.0\.0\.1:\d+/)]);
  });

  follow("npm run --silent workflow -- doctor", "npm run --silent plan");

  it(
    "When the stacks are deployed, then it prints what the page says, and the commands to go on with",
    async () => {
      const deployed = await cloud.run("deploy");
      expectAsThePageSays(deployed, stepOf("npx cdktf deploy"));
      expect(deployed.printed).toMatch(/^AWS provider: \d+\.\d+\.\d+, from (the registry|\/)/m);
      expect(deployed.printed).toContain("aws stepfunctions start-execution");
      copyFileSync(cloud.outputsFile, join(folder, "outputs.json"));
      await cloud.keepProvider(stack);
    },
    slowMs,
  );

  it.each(stackNames)("When %s is planned again, then the plan is empty", async (one) => {
    const { exitCode, printed } = await cloud.terraform(one, "plan", "-input=false", "-no-color", "-detailed-exitcode");
    expect(exitCode === 0 ? "empty" : printed).toBe("empty");
  });

  follow("npm run --silent workflow -- upload", "npx cdktf destroy");

  withCli("When the walk-through is followed, then a workflow runs and can be watched", async () => {
    const script = [
      "set -eu",
      walkThrough("-- env", "start-execution"),
      'execution="$(output stateMachineArn | sed s/:stateMachine:/:execution:/):first"',
      'until aws stepfunctions describe-execution --execution-arn "$execution" --query status | grep -v RUNNING; do sleep 1; done',
      walkThrough("describe-execution"),
    ].join("\n");
    const { exitCode, printed } = await ended("bash", ["-c", script], { cwd: root });
    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: expect.stringContaining('"SUCCEEDED"') });
    expect(printed).toContain("ExecutionSucceeded");
    // Those of the page before, and these.
    expect(printed.match(/"Completed"/g)).toHaveLength(20);
    expect(printed.match(/amazon_ecs_starter_kit\/input\.bin_/g)).toHaveLength(20);
  });

  it.each(patterns)(
    "When the outputs of pattern %i are read, then they are all there, and the spec names them",
    (pattern) => {
      const outputs = cloud.outputs(pattern);
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(outputDescriptions).sort());
      const { taskList, ...named } = JSON.parse(outputs.workflowSpecs) as Record<string, unknown>;
      expect(taskList).toHaveLength(10);
      expect(outputs).toMatchObject(named);
      expect(outputs.subnetIdLiteral).toMatch(/^subnet-\w+\$subnet-\w+$/);
    },
  );

  for (const pattern of patterns)
    for (const [name, concern] of Object.entries({ network, storage, compute, roles, workflow }))
      describe(`Given the ${name} of pattern ${pattern}`, () => {
        concern(cloud, pattern);
      });

  describe("Given a definition that leads nowhere", () => {
    it("When it is validated, then each fault is told", async () => {
      const answer = await new SFNClient(cloud.client).send(
        new ValidateStateMachineDefinitionCommand({ definition: lost }),
      );
      expect([answer.result, answer.diagnostics?.map(({ severity, code }) => [severity, code])]).toEqual([
        "FAIL",
        [
          ["ERROR", "MISSING_TRANSITION_TARGET"],
          ["ERROR", "MISSING_TERMINAL_STATE"],
        ],
      ]);
    });

    it("When a state machine is to have it, then that is refused", async () => {
      const create = new CreateStateMachineCommand({
        name: "lost",
        definition: lost,
        roleArn: "arn:aws:iam::000000000000:role/any",
      });
      await expect(new SFNClient(cloud.client).send(create)).rejects.toThrow(InvalidDefinition);
    });

    it("When a deployed state machine is to become it, then the plan already fails by it", async () => {
      const [type = "", name = ""] = cloud.synthesized(1).only("aws_sfn_state_machine").address.split(".");
      const file = join(cloud.folderOf(stack), "lost_override.tf.json");
      writeFileSync(file, JSON.stringify({ resource: { [type]: { [name]: { definition: lost } } } }));
      const { exitCode, printed } = await cloud.terraform(stack, "plan", "-input=false", "-no-color", "-refresh=false");
      rmSync(file);
      expect([exitCode, printed]).toEqual([1, expect.stringContaining("MISSING_TRANSITION_TARGET")]);
    });
  });

  it(
    "When they are destroyed, bucket and tables not being empty, then it prints what the page says",
    async () => {
      expectAsThePageSays(await cloud.run("destroy"), stepOf("npx cdktf destroy"));
    },
    slowMs,
  );

  it("When they were destroyed, then Terraform knows of nothing, and nothing is left in the account", async () => {
    expect(stackNames.map((one) => cloud.resourcesInState(one))).toEqual(stackNames.map(() => []));
    expect(await everythingIn(cloud)).toEqual(nothing);
  });

  it("When it is interrupted, then it ends and leaves nothing lying about", async () => {
    const { exitCode, printed } = await cloud.interrupt();
    expect({ exitCode, printed }).toEqual({ exitCode: 130, printed });
    expect(existsSync(workspaceFolder)).toBe(false);
  });
});
