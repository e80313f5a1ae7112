import fc from "../support/seeded";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { deployment } from "../support/deployment";
import { interpret, type TaskHandler } from "../support/interpret";
import { InvalidWorkflowSpec } from "../../workflow/errors";
import { specFaults } from "../../workflow/parse-spec";
import { brokenSpec, validSpec } from "../support/spec-arbitraries";
import { copyJob } from "../../workflow/job";

const definition = pattern2Definition({
  monitorArn: "arn:aws:lambda:eu-west-1:123456789012:function:monitor",
  clusterArn: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
  deployment,
  maxTimeoutSeconds: 3_600,
  job: copyJob,
  launchConcurrency: 20,
  toleratedLaunchFailurePercentage: 10,
});

type Call = Readonly<Record<string, unknown>>;
interface Submitted extends Call {
  readonly Overrides: { ContainerOverrides: { Environment: { Name: string; Value: string }[] }[] };
}

/** Runs a spec, and records what each Task state is called with. */
async function run(spec: unknown) {
  const calls: { state: string; input: Call }[] = [];
  const answers: Record<string, unknown> = {
    RecordRun: {},
    RunTaskFromTaskList: { Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] },
    RecordSubmittedFromTaskList: {},
    WatchLaunch: new Promise((done) =>
      setTimeout(() => {
        done({ Payload: { continue: true, launching: true, status: "Running", waitSeconds: 5 } });
      }, 200),
    ),
    InvokeTaskMonitor: { Payload: { continue: false, status: "Completed", waitSeconds: 5 } },
  };
  const handlers = Object.fromEntries(
    Object.entries(answers).map(([state, answer]): [string, TaskHandler] => [
      state,
      (input: Call) => {
        calls.push({ state, input });
        return answer;
      },
    ]),
  );
  const outcome = await interpret(definition, spec, handlers);
  const of = (state: string) => calls.filter((call) => call.state === state).map(({ input }) => input);
  return { outcome, calls, of };
}

describe("Given the definition of pattern 2, and specs of every kind", () => {
  it("When they are valid, then each entry is launched with its own words", async () => {
    await fc.assert(
      fc.asyncProperty(validSpec(deployment), async (spec) => {
        const { outcome, of } = await run(spec);
        expect(outcome).toMatchObject({ status: "SUCCEEDED" });
        const told = (of("RunTaskFromTaskList") as Submitted[]).map(({ Overrides }) =>
          Object.fromEntries(
            Overrides.ContainerOverrides.flatMap(({ Environment }) => Environment).map(({ Name, Value }) => [
              Name,
              Value,
            ]),
          ),
        );
        const entries = spec["taskList"] as readonly Record<string, string>[];
        expect(new Set(told.map(({ task_name, object_key }) => `${task_name} ${object_key}`))).toEqual(
          new Set(entries.map(({ taskName, objectKey }) => `${taskName} ${objectKey}`)),
        );
        expect(told).toHaveLength(entries.length);
      }),
      { numRuns: 50 },
    );
  }, 240_000);

  it("When they are broken in any way, then they are refused in the parser's words, and nothing is called", async () => {
    await fc.assert(
      fc.asyncProperty(brokenSpec(deployment), async ({ spec }) => {
        const { outcome, calls } = await run(spec);
        const faults = specFaults(spec, { pattern: 2, deployment, maxTimeoutSeconds: 3_600, job: copyJob });
        expect(calls).toEqual([]);
        expect(outcome).toMatchObject({
          status: "FAILED",
          error: "InvalidWorkflowSpec",
          cause: new InvalidWorkflowSpec(faults).message,
        });
      }),
      { numRuns: 300 },
    );
  }, 240_000);
});
