import fc from "fast-check";
import { pattern2Definition } from "../../stacks/pattern-2/definition";
import { deployment } from "../support/deployment";
import { interpret, type TaskHandler } from "../support/interpret";
import { brokenSpec, brokenSpecForAsl, validSpec } from "../support/spec-arbitraries";

const definition = pattern2Definition({
  monitorArn: "arn:aws:lambda:eu-west-1:123456789012:function:monitor",
  clusterArn: "arn:aws:ecs:eu-west-1:123456789012:cluster/kit",
  deployment,
  maxTimeoutSeconds: 3_600,
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
    SubmitECSTasks: { Tasks: [{ TaskArn: "arn:task/1" }], Failures: [] },
    RecordSubmitted: {},
    RecordNotLaunched: {},
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

/** What a call says of tables and attributes, apart from the values. */
const shapeOf = ({ TableName, ExpressionAttributeNames, UpdateExpression, Item = {} }: Call) => ({
  TableName,
  ExpressionAttributeNames,
  UpdateExpression,
  attributes: Object.keys(Item as object),
});

describe("Given the definition of pattern 2, and specs of every kind", () => {
  it("When they are valid, then each entry is launched with its own words", async () => {
    await fc.assert(
      fc.asyncProperty(validSpec(deployment), async (spec) => {
        const { outcome, of } = await run(spec);
        expect(outcome).toMatchObject({ status: "SUCCEEDED" });
        const told = (of("SubmitECSTasks") as Submitted[]).map(({ Overrides }) =>
          Object.fromEntries(
            Overrides.ContainerOverrides.flatMap(({ Environment }) => Environment).map(({ Name, Value }) => [
              Name,
              Value,
            ]),
          ),
        );
        const entries = spec["taskList"] as readonly Record<string, string>[];
        expect(told.map(({ task_name, object_key }) => [task_name, object_key])).toEqual(
          entries.map(({ taskName, objectKey }) => [taskName, objectKey]),
        );
      }),
      { numRuns: 50 },
    );
  }, 240_000);

  it("When the language can find the fault, then they are refused and nothing is called", async () => {
    await fc.assert(
      fc.asyncProperty(brokenSpecForAsl(deployment), async (spec) => {
        const { outcome, calls } = await run(spec);
        expect(calls).toEqual([]);
        expect(outcome).toMatchObject({ status: "FAILED", error: "InvalidWorkflowSpec" });
      }),
      { numRuns: 50 },
    );
  }, 240_000);

  it("When they are broken in any way, then the execution ends, and writes nowhere else than it should", async () => {
    const usual = (await run({ taskList: [{ taskName: "a", objectKey: "in/file" }] })).of;
    const shapes = ["RecordRun", "RecordSubmitted"].map((state) => [state, usual(state).map(shapeOf)[0]] as const);
    await fc.assert(
      fc.asyncProperty(brokenSpec(deployment), async ({ spec }) => {
        const { outcome, of } = await run(spec);
        expect(["SUCCEEDED", "FAILED"]).toContain(outcome.status);
        for (const [state, shape] of shapes) for (const call of of(state)) expect(shapeOf(call)).toEqual(shape);
        for (const { Cluster } of of("SubmitECSTasks")) expect(Cluster).toMatch(/:cluster\/kit$/);
      }),
      { numRuns: 50 },
    );
  }, 240_000);
});
