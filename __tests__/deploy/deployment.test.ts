import {
  CreateStateMachineCommand,
  InvalidDefinition,
  SFNClient,
  ValidateStateMachineDefinitionCommand,
} from "@aws-sdk/client-sfn";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFolder, stackNames, stateFile } from "../../tools/local/cloud/workspace";
import { patterns } from "../../tools/local/synthesis";
import { outputDescriptions } from "../../stacks/outputs";
import { compute } from "./concerns/compute";
import { network } from "./concerns/network";
import { everythingIn, nothing } from "./concerns/nothing-left";
import { roles } from "./concerns/roles";
import { storage } from "./concerns/storage";
import { workflow } from "./concerns/workflow";
import { DeployedStacks } from "./deployed";
import { givenTools, tools } from "./given-tools";

const lost = JSON.stringify({ StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } });

// One deployment for all: the tests below run in their order.
givenTools(`Given an empty account, and the AWS provider ${tools.mirror?.version ?? "of the bindings"}`, () => {
  const deployed = new DeployedStacks();
  beforeAll(() => deployed.start());
  afterAll(() => deployed.close());

  it("When cdktf deploy is run, then it succeeds for both stacks", async () => {
    const exitCode = await deployed.deploy();
    expect(exitCode === 0 ? "deployed" : deployed.printed).toBe("deployed");
  });

  it.each(stackNames)("When %s is planned again, then the plan is empty", async (stack) => {
    const exitCode = await deployed.terraform(stack, "plan", "-input=false", "-no-color", "-detailed-exitcode");
    expect(exitCode === 0 ? "empty" : deployed.printed).toBe("empty");
  });

  it.each(patterns)(
    "When the outputs of pattern %i are read, then they are all there, and the spec names them",
    (pattern) => {
      const outputs = deployed.outputs(pattern);
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(outputDescriptions).sort());
      const { taskList, ...named } = JSON.parse(outputs.workflowSpecs) as Record<string, unknown>;
      expect(taskList).toHaveLength(10);
      expect(outputs).toMatchObject(named);
      expect(outputs.subnetIdLiteral).toMatch(/^subnet-\w+\$subnet-\w+$/);
    },
  );

  for (const pattern of patterns) {
    describe(`Given the network of pattern ${pattern}`, () => {
      network(deployed, pattern);
    });
    describe(`Given the storage of pattern ${pattern}`, () => {
      storage(deployed, pattern);
    });
    describe(`Given the programs of pattern ${pattern}`, () => {
      compute(deployed, pattern);
    });
    describe(`Given the roles of pattern ${pattern}`, () => {
      roles(deployed, pattern);
    });
    describe(`Given the deployed pattern ${pattern}`, () => {
      workflow(deployed, pattern);
    });
  }

  describe("Given a definition that leads nowhere", () => {
    it("When it is validated, then each fault is told", async () => {
      const answer = await new SFNClient(deployed.client).send(
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
      await expect(new SFNClient(deployed.client).send(create)).rejects.toThrow(InvalidDefinition);
    });
  });

  it("When a deployed state machine is to become one that leads nowhere, then the plan already fails by it", async () => {
    const [stack = ""] = stackNames;
    const { address } = deployed.synthesized(1).only("aws_sfn_state_machine");
    const [type = "", name = ""] = address.split(".");
    const file = join(stackFolder(deployed.command.workspace, stack), "lost_override.tf.json");
    writeFileSync(file, JSON.stringify({ resource: { [type]: { [name]: { definition: lost } } } }));
    const exitCode = await deployed.terraform(stack, "plan", "-input=false", "-no-color");
    rmSync(file);
    expect([exitCode, deployed.printed]).toEqual([1, expect.stringContaining("MISSING_TRANSITION_TARGET")]);
  });

  it("When cdktf destroy is run, then it succeeds, bucket and tables not being empty", async () => {
    const exitCode = await deployed.destroy();
    expect(exitCode === 0 ? "destroyed" : deployed.printed).toBe("destroyed");
  });

  it.each(stackNames)("When %s was destroyed, then Terraform knows of nothing", (stack) => {
    const state = JSON.parse(readFileSync(stateFile(deployed.command.workspace, stack), "utf8")) as {
      resources: unknown[];
    };
    expect(state.resources).toEqual([]);
  });

  it("When both were destroyed, then nothing is left in the account", async () => {
    expect(await everythingIn(deployed)).toEqual(nothing);
  });
});
