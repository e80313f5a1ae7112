import validate from "asl-validator";
import { pattern1Definition } from "../../stacks/pattern-1/definition";
import { interpret, serviceError, type TaskHandler } from "../support/interpret";

const definition = pattern1Definition({
  launcherArn: "arn:aws:lambda:eu-west-1:123456789012:function:launcher",
  monitorArn: "arn:aws:lambda:eu-west-1:123456789012:function:monitor",
  maxTimeoutSeconds: 3_600,
});

const run = { workflowName: "kit", workflowRunId: "7" };
const spec = { taskList: [{ taskName: "a", objectKey: "in/a" }] };

/** A handler that gives these answers in turn and keeps what it was called with. */
function scripted(...answers: readonly unknown[]) {
  const rest = [...answers];
  const payloads: unknown[] = [];
  const handler: TaskHandler = (input: { Payload: unknown }) => {
    payloads.push(input.Payload);
    const answer = rest.shift();
    if (answer instanceof Error) throw answer;
    return { Payload: answer };
  };
  return { handler, payloads };
}

const lambdaError = (name: string, errorMessage: string): Error =>
  serviceError(name, JSON.stringify({ errorType: name, errorMessage, trace: [] }));

describe("Given the definition of pattern 1", () => {
  it("When it is validated, then asl-validator finds no fault", () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
  });

  it("When all goes well, then the launcher gets the execution and the monitor is polled until the end", async () => {
    const launcher = scripted({ ...run, launching: false });
    const going = { ...run, launching: false, continue: true, waitSeconds: 5, status: "Running" };
    const monitor = scripted(going, { ...going, continue: false, status: "Completed" });
    const outcome = await interpret(definition, spec, {
      InvokeTaskLauncher: launcher.handler,
      InvokeTaskMonitor: monitor.handler,
    });
    expect({ ...outcome, launcher: launcher.payloads, monitor: monitor.payloads }).toEqual({
      status: "SUCCEEDED",
      path: [
        "BeginLaunch",
        "InvokeTaskLauncher",
        "InvokeTaskMonitor",
        "CheckIfTasksCompleted",
        "WaitForECS",
        "CheckIfAllLaunched",
        "InvokeTaskMonitor",
        "CheckIfTasksCompleted",
        "Done",
      ],
      launcher: [
        {
          execution: {
            executionArn: "arn:aws:states:eu-west-1:123456789012:execution:machine:run",
            startTime: expect.stringMatching(/^20.*Z$/),
            input: spec,
          },
          isRepeated: false,
          iterator: {},
        },
      ],
      monitor: [{ ...run, launching: false }, going],
    });
  });

  it("When entries are left to be launched, then the monitor is called, and after its wait the launcher goes on where it stopped", async () => {
    const launch = { next: 3, refusals: { 2: 1 }, at: "2026-11-24T22:48:54.000Z", waitSeconds: 7 };
    const launcher = scripted({ ...run, launching: true, launch }, { ...run, launching: false });
    const polled = { ...run, launching: true, launch, continue: true, waitSeconds: 7, status: "Running" };
    const monitor = scripted(polled, { ...run, launching: false, continue: false, status: "Completed" });
    const outcome = await interpret(definition, spec, {
      InvokeTaskLauncher: launcher.handler,
      InvokeTaskMonitor: monitor.handler,
    });
    expect({ path: outcome.path, launcher: launcher.payloads, monitor: monitor.payloads }).toEqual({
      path: [
        "BeginLaunch",
        "InvokeTaskLauncher",
        "InvokeTaskMonitor",
        "CheckIfTasksCompleted",
        "WaitForECS",
        "CheckIfAllLaunched",
        "InvokeTaskLauncher",
        "InvokeTaskMonitor",
        "CheckIfTasksCompleted",
        "Done",
      ],
      launcher: [
        { execution: expect.objectContaining({ input: spec }), isRepeated: false, iterator: {} },
        { execution: expect.objectContaining({ input: spec }), isRepeated: false, iterator: polled },
      ],
      monitor: [
        { ...run, launching: true, launch },
        { ...run, launching: false },
      ],
    });
  });

  it("When a function is called again after failures, then for six minutes, without jitter", () => {
    const waits: number[] = [];
    const { IntervalSeconds, BackoffRate, MaxDelaySeconds, MaxAttempts, ...others } = (
      definition.States["InvokeTaskMonitor"] as unknown as { Retry: [Record<string, number>] }
    ).Retry[0];
    for (let attempt = 0; attempt < (MaxAttempts ?? 0); attempt++)
      waits.push(Math.min((IntervalSeconds ?? 0) * (BackoffRate ?? 0) ** attempt, MaxDelaySeconds ?? 0));
    expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThanOrEqual(360);
    expect(others).toEqual({ ErrorEquals: ["States.ALL"] });
  });

  it("When the launcher is called again after a failure, then it is told", async () => {
    const launcher = scripted(lambdaError("Runtime.ExitError", "killed"), { ...run, launching: false });
    const monitor = scripted({ ...run, continue: false, status: "Completed" });
    await interpret(definition, spec, { InvokeTaskLauncher: launcher.handler, InvokeTaskMonitor: monitor.handler });
    expect(launcher.payloads).toMatchObject([{ isRepeated: false }, { isRepeated: true }]);
  });

  it.each(["InvalidWorkflowSpec", "RedriveRefused", "RunIdAlreadyUsed"])(
    "When the launcher refuses with %s, then the execution fails with its message and nothing is tried again",
    async (name) => {
      const launcher = scripted(lambdaError(name, "taskList: is missing"));
      const monitor = scripted();
      const outcome = await interpret(
        definition,
        {},
        {
          InvokeTaskLauncher: launcher.handler,
          InvokeTaskMonitor: monitor.handler,
        },
      );
      expect({ ...outcome, polls: monitor.payloads }).toEqual({
        status: "FAILED",
        error: name,
        cause: "taskList: is missing",
        path: ["BeginLaunch", "InvokeTaskLauncher", "WorkflowRefused"],
        polls: [],
      });
    },
  );

  it("When the launcher fails for good, then the monitor accounts for the run it may have begun", async () => {
    const failure = lambdaError("Sandbox.Timedout", "Task timed out after 300.00 seconds");
    const launcher = scripted(...Array<Error>(11).fill(failure));
    const monitor = scripted({ ...run, continue: false, status: "Failed", error: "TasksFailed", cause: "a: lost" });
    const outcome = await interpret(definition, spec, {
      InvokeTaskLauncher: launcher.handler,
      InvokeTaskMonitor: monitor.handler,
    });
    expect({
      ...outcome,
      path: outcome.path.at(-1),
      launches: launcher.payloads.length,
      monitor: monitor.payloads,
    }).toEqual({
      status: "FAILED",
      error: "TasksFailed",
      cause: "a: lost",
      path: "WorkflowFailed",
      launches: 11,
      monitor: [
        {
          execution: {
            executionArn: "arn:aws:states:eu-west-1:123456789012:execution:machine:run",
            startTime: expect.stringMatching(/^20.*Z$/),
            input: { workflowName: "", workflowRunId: "" },
          },
          launchFailure: { Error: "Sandbox.Timedout", Cause: failure.message },
        },
      ],
    });
  });

  it.each<[string, unknown, object]>([
    ["names its run", { workflowName: "mine", workflowRunId: "7" }, { workflowName: "mine", workflowRunId: "7" }],
    ["has other types", { workflowName: 5, workflowRunId: { a: 1 } }, { workflowName: "", workflowRunId: "" }],
    ["is no object", "text", { workflowName: "", workflowRunId: "" }],
    [
      "has 240 KB",
      { workflowRunId: "7", taskList: [{ taskName: "a", objectKey: "k".repeat(240_000) }] },
      { workflowName: "", workflowRunId: "7" },
    ],
  ])(
    "When the launcher fails for good and the input %s, then only what names the run is handed over",
    async (_, input, told) => {
      const failure = lambdaError("Sandbox.Timedout", "x".repeat(30_000));
      const monitor = scripted({ ...run, launching: false, continue: false, status: "Completed" });
      const outcome = await interpret(definition, input, {
        InvokeTaskLauncher: scripted(...Array<Error>(11).fill(failure)).handler,
        InvokeTaskMonitor: monitor.handler,
      });
      expect([outcome.status, monitor.payloads]).toEqual([
        "SUCCEEDED",
        [expect.objectContaining({ execution: expect.objectContaining({ input: told }) as object })],
      ]);
    },
  );

  it("When the list changed while it was being launched, then the monitor takes over at once", async () => {
    const failure = lambdaError("ListChanged", "The list in S3 was changed");
    const launcher = scripted({ ...run, launching: true }, failure);
    const going = { ...run, launching: true, continue: true, waitSeconds: 0, status: "Running" };
    const monitor = scripted(going, {
      ...run,
      continue: false,
      status: "Failed",
      error: "TasksFailed",
      cause: "1:b: lost",
    });
    const outcome = await interpret(definition, spec, {
      InvokeTaskLauncher: launcher.handler,
      InvokeTaskMonitor: monitor.handler,
    });
    expect([outcome.error, outcome.cause, launcher.payloads.length, monitor.payloads]).toEqual([
      "TasksFailed",
      "1:b: lost",
      2,
      [
        { ...run, launching: true },
        {
          execution: expect.objectContaining({ input: { workflowName: "", workflowRunId: "" } }),
          launchFailure: { Error: "ListChanged", Cause: failure.message },
        },
      ],
    ]);
  });

  it("When the monitor fails for good, then the execution fails there, where a redrive resumes", async () => {
    const monitor = scripted(...Array<Error>(11).fill(lambdaError("AccessDeniedException", "no")));
    const outcome = await interpret(definition, spec, {
      InvokeTaskLauncher: scripted({ ...run, launching: false }).handler,
      InvokeTaskMonitor: monitor.handler,
    });
    expect([outcome.error, outcome.path.at(-1), monitor.payloads.length]).toEqual([
      "AccessDeniedException",
      "InvokeTaskMonitor",
      11,
    ]);
  });
});
