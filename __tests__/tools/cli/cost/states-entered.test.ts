import { statesEntered } from "../../../../tools/cli/cost/states-entered";
import { execute } from "../../../../tools/local/state-machine/execution";
import type { Integrations } from "../../../../tools/local/state-machine/integrations";
import type { Json, JsonObject } from "../../../../tools/local/json";
import { pattern1Definition } from "../../../../stacks/pattern-1/definition";
import { pattern2Definition } from "../../../../stacks/pattern-2/definition";
import { pattern3Definition } from "../../../../stacks/pattern-3/definition";
import { deployment } from "../../../support/deployment";
import { interpret } from "../../../support/interpret";

const launcherArn = "arn:aws:lambda:eu-west-1:123456789012:function:launcher";
const clusterArn = "arn:aws:ecs:eu-west-1:123456789012:cluster/kit";
const monitorArn = "arn:aws:lambda:eu-west-1:123456789012:function:monitor";
const maxTimeoutSeconds = 3_600;
const pattern3 = pattern3Definition({
  monitorArn,
  clusterArn,
  deployment,
  maxTimeoutSeconds,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 10,
});
const definitions = {
  1: pattern1Definition({ launcherArn, monitorArn, maxTimeoutSeconds }),
  2: pattern2Definition({ monitorArn, clusterArn, deployment, maxTimeoutSeconds }),
} as const;

describe("Given an execution of a definition", () => {
  it.each([
    [1, { tasks: 3, launcherCalls: 1, polls: 1 }],
    [1, { tasks: 3, launcherCalls: 2, polls: 4 }],
    [2, { tasks: 1, launcherCalls: 0, polls: 1 }],
    [2, { tasks: 5, launcherCalls: 0, polls: 3 }],
  ] as const)(
    "When pattern %s is interpreted with %o, then it enters as many states as are billed",
    async (pattern, course) => {
      let launches = 0;
      let polls = 0;
      const run = { workflowName: "kit", workflowRunId: "7" };
      const { status, path } = await interpret(
        definitions[pattern],
        { taskList: Array.from({ length: course.tasks }, (_, index) => ({ taskName: `${index}`, objectKey: "in" })) },
        {
          InvokeTaskLauncher: () => ({ Payload: { ...run, launching: ++launches < course.launcherCalls } }),
          RecordRun: () => ({}),
          SubmitECSTasks: () => ({ Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] }),
          RecordSubmitted: () => ({}),
          InvokeTaskMonitor: () => ({
            Payload: { ...run, continue: ++polls < course.polls, status: "Completed", waitSeconds: 1 },
          }),
        },
      );
      expect([status, path.length]).toEqual(["SUCCEEDED", statesEntered(pattern, course)]);
    },
  );
});

type Step = { readonly Next?: string; readonly Choices?: readonly [{ readonly Next: string }] };

/** How many states an entry of a Map enters in which nothing goes wrong; its execution's start is billed as one. */
function entered(mapName: string): number {
  const { Branches } = pattern3.States["LaunchAndWatch"] as unknown as {
    readonly Branches: readonly { readonly States: Record<string, { ItemProcessor: Processor }> }[];
  };
  const { StartAt, States } = Branches[0]?.States[mapName]?.ItemProcessor as Processor;
  let count = 1;
  for (let name: string | undefined = StartAt; name !== undefined; count += 1) {
    const { Choices, Next }: Step = States[name] ?? {};
    name = Choices?.[0].Next ?? Next;
  }
  return count;
}

interface Processor {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Step>>;
}

describe("Given pattern 3", () => {
  it("When an entry is launched, then its execution enters as many states as are billed", () => {
    const each = (format: "JSONL" | "CSV" | "PREFIX") =>
      statesEntered(3, { tasks: 2, launcherCalls: 0, polls: 1, format }) -
      statesEntered(3, { tasks: 1, launcherCalls: 0, polls: 1, format });
    expect([each("JSONL"), each("CSV"), each("PREFIX")]).toEqual(
      ["LaunchFromJSONL", "LaunchFromCSV", "LaunchFromPREFIX"].map(entered),
    );
  });

  it("When it is interpreted, then its own execution enters as many, but for a poll that launching's end cuts short", async () => {
    const monitor = ({ Payload }: JsonObject): Json => {
      const launching = (Payload as JsonObject)["launching"] === true;
      return { Payload: { ...(Payload as JsonObject), continue: launching, status: "Completed", waitSeconds: 1 } };
    };
    const answers: Record<string, (parameters: JsonObject) => Json> = {
      "s3:getObject": () => '{"taskName":"a","objectKey":"in/a"}\n',
      "s3:putObject": () => ({}),
      "dynamodb:putItem": () => ({}),
      "dynamodb:updateItem": () => ({}),
      "ecs:runTask": () => ({ Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] }),
      "lambda:invoke": monitor,
    };
    const integrations: Integrations = Object.fromEntries(
      Object.entries(answers).map(([name, answer]) => [
        `arn:aws:states:::${name}`,
        (parameters) => Promise.resolve(answer(parameters as JsonObject)),
      ]),
    );
    const { end, history } = await execute({
      stateMachine: {
        name: "machine",
        arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
        roleArn: "arn:aws:iam::123456789012:role/machine",
        definition: pattern3 as unknown as JsonObject,
      },
      integrations,
      input: { taskSource: { format: "JSONL", key: "list" } },
      realTime: false,
    });
    const path = history.filter(({ event }) => event === "StateEntered").map(({ state }) => state);
    const watching = path.filter((state) => ["WatchLaunch", "CheckDeadline", "WaitForLaunch"].includes(state));
    const polls = path.filter((state) => state === "InvokeTaskMonitor").length;
    const counted = statesEntered(3, { tasks: 0, launcherCalls: 0, polls });
    expect([end.status, path.length - watching.length]).toEqual(["SUCCEEDED", counted]);
  });
});
